"""What a user holds."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": ""}, "name", "BlankValue"),
        ({"email": "nowhere"}, "email", "InvalidFormat"),
        ({"email": "CUSTOMER"}, "email", "DuplicateValue"),
        ({"role": "king"}, "role", "InvalidValue"),
        ({"organization_id": 1}, "organization", "InvalidValue"),
        (
            {"email": "n@a.example", "identities": [{"type": "email", "value": "CUSTOMER"}]},
            "value",
            "DuplicateValue",
        ),
        ({"identities": [{"type": "pigeon", "value": "x"}]}, "type", "InvalidValue"),
    ],
)
def test_a_refused_user_leaves_nothing_behind(desk: Desk, values: dict[str, Any], field: str, code: str) -> None:
    """Each mistake names its field, and neither a user nor an identity was made."""
    taken = desk.system.credentials["end_user_email"]
    given: dict[str, Any] = {name: taken if value == "CUSTOMER" else value for name, value in values.items()}
    for identity in given.get("identities", ()):
        identity["value"] = identity["value"].replace("CUSTOMER", taken)
    before = len(desk.store["users"]), len(desk.store["identities"])
    details = desk.post("/users.json", {"user": {"name": "Maria", **given}}, 422)["details"]
    assert details[field][0]["error"] == code
    assert (len(desk.store["users"]), len(desk.store["identities"])) == before


def test_identities_that_are_no_list_of_objects(desk: Desk) -> None:
    """They are an invalid attribute."""
    for wrong in ("x", ["x"], {"type": "email"}):
        answer = desk.post("/users.json", {"user": {"name": "Maria", "identities": wrong}}, 400)
        assert answer["error"]["title"] == "Invalid attribute"


def test_an_address_that_is_named_twice_is_one_identity(desk: Desk) -> None:
    """The primary address among the identities is no second one, and an empty address is none at all."""
    values = [{"type": "email", "value": value} for value in ("A@mail.example", "b@mail.example", "b@mail.example")]
    user = desk.user(email="a@mail.example", identities=values)
    listed = desk.get(f"/users/{user['id']}/identities.json")["identities"]
    assert [(each["value"], each["primary"]) for each in listed] == [
        ("a@mail.example", True),
        ("b@mail.example", False),
    ]
    assert desk.user(email="")["email"] is None


def test_agents_and_customers_differ(desk: Desk) -> None:
    """An agent is verified and unrestricted from the beginning, a customer sees what he asked for."""
    customer, agent = desk.user(), desk.user(name="Second Agent", role="agent")
    told = [(each["verified"], each["restricted_agent"], each["ticket_restriction"]) for each in (customer, agent)]
    assert told == [(False, True, "requested"), (True, False, None)]


def test_a_change_keeps_what_it_does_not_name(desk: Desk) -> None:
    """Nulls empty what may be empty, and fields of the account are merged."""
    user = desk.user(phone="1", notes="n", tags=["a"], user_fields={"tier": "gold"})
    desk.clock.advance(5.0)
    change = {"phone": None, "verified": None, "user_fields": {"size": 3}}
    after = desk.put(f"/users/{user['id']}.json", {"user": change})["user"]
    assert (after["phone"], after["notes"], after["tags"], after["verified"]) == (None, "n", ["a"], False)
    assert after["user_fields"] == {"tier": "gold", "size": 3}
    assert after["updated_at"] > user["updated_at"]


def test_an_organization_is_made_by_its_name(desk: Desk) -> None:
    """The first user makes it, the second joins it."""
    first, second = (desk.user(organization={"name": name}) for name in ("Acme", "ACME"))
    assert first["organization_id"] == second["organization_id"] is not None
    memberships = desk.get(f"/users/{second['id']}/organization_memberships.json")["organization_memberships"]
    assert [each["organization_name"] for each in memberships] == ["Acme"]
