"""What an organization holds."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk


def _create(desk: Desk, status: int = 201, **values: Any) -> Any:
    answer = desk.post("/organizations.json", {"organization": values}, status)
    return answer.get("organization", answer)


def test_users_of_a_domain_are_in_its_organization(desk: Desk) -> None:
    """A new user is put there by the address, and no longer when the organization gave the domain up."""
    acme = _create(desk, name="Acme", domain_names=["ACME.example", "acme.example "])
    assert acme["domain_names"] == ["acme.example"]
    member = desk.user(email="a@acme.example")
    assert member["organization_id"] == acme["id"]
    assert [each["id"] for each in desk.get(f"/organizations/{acme['id']}/users.json")["users"]] == [member["id"]]
    desk.put(f"/organizations/{acme['id']}.json", {"organization": {"domain_names": ["acme.test"]}})
    assert desk.user(email="b@acme.example")["organization_id"] is None
    assert desk.user(email="b@acme.test")["organization_id"] == acme["id"]


def test_a_removed_organization_leaves_nothing_behind(desk: Desk) -> None:
    """Users and tickets stay without it, memberships go, and the domain leads nowhere."""
    acme = _create(desk, name="Acme", domain_names=["acme.example"])
    member = desk.user(email="a@acme.example")
    ticket = desk.ticket(requester_id=member["id"])
    assert ticket["organization_id"] == acme["id"]
    desk.delete(f"/organizations/{acme['id']}.json")
    assert desk.get(f"/users/{member['id']}.json")["user"]["organization_id"] is None
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"]["organization_id"] is None
    assert desk.get("/organization_memberships.json")["organization_memberships"] == []
    assert desk.user(email="b@acme.example")["organization_id"] is None


@pytest.mark.parametrize(("name", "code"), [("", "BlankValue"), (None, "BlankValue"), ("acme", "DuplicateValue")])
def test_a_name_is_needed_and_unique(desk: Desk, name: str | None, code: str) -> None:
    """For a new organization as for a changed one."""
    _create(desk, name="Acme")
    assert _create(desk, 422, name=name)["details"]["name"][0]["error"] == code
    other = _create(desk, name="Other")
    refused = desk.put(f"/organizations/{other['id']}.json", {"organization": {"name": name}}, 422)
    assert refused["details"]["name"][0]["error"] == code


def test_fields_are_merged_and_tags_replaced(desk: Desk) -> None:
    """A change names only what it changes."""
    acme = _create(desk, name="Acme", notes="n", tags=["Big One"], organization_fields={"tier": "gold", "size": 3})
    assert acme["tags"] == ["big_one"]
    change = {"tags": ["small"], "organization_fields": {"size": 4}}
    after = desk.put(f"/organizations/{acme['id']}.json", {"organization": change})["organization"]
    assert (after["name"], after["notes"], after["tags"]) == ("Acme", "n", ["small"])
    assert after["organization_fields"] == {"tier": "gold", "size": 4}
