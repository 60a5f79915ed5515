"""The families of settings over the API."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk

ACTIONS = [{"field": "status", "value": "solved"}]
FAMILIES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("macros", "macro", {"title": "Close", "actions": ACTIONS}, {"title": "Close it"}),
    ("automations", "automation", {"title": "Close", "actions": ACTIONS}, {"active": False}),
    ("brands", "brand", {"name": "Second", "subdomain": "second"}, {"name": "Third"}),
    ("custom_roles", "custom_role", {"name": "Light"}, {"description": "reads"}),
    ("slas/policies", "sla_policy", {"title": "Fast"}, {"description": "an hour"}),
    ("recipient_addresses", "recipient_address", {"email": "help@mail.example"}, {"name": "Help"}),
    ("workspaces", "workspace", {"title": "Cards"}, {"activated": False}),
    ("user_fields", "user_field", {"key": "tier", "type": "text", "title": "Tier"}, {"title": "Level"}),
    ("organization_fields", "organization_field", {"key": "tier", "type": "text", "title": "Tier"}, {"active": False}),
]


@pytest.mark.parametrize(("path", "name", "values", "change"), FAMILIES, ids=[each[0] for each in FAMILIES])
def test_every_family_is_made_shown_changed_and_deleted(
    desk: Desk, path: str, name: str, values: dict[str, Any], change: dict[str, Any]
) -> None:
    """What was written comes back, a change leaves the rest alone, and what was deleted is gone."""
    answer = desk.call("POST", f"/{path}.json", {name: values})
    assert answer.status in (200, 201)
    made = answer.json()[name]
    assert {key: made[key] for key in values if key != "actions"} == {
        key: value for key, value in values.items() if key != "actions"
    }
    target = f"/{path}/{made['id']}.json"
    changed = desk.put(target, {name: change})[name]
    assert {key: changed[key] for key in change} == change
    assert set(changed) == set(made)
    assert desk.get(target)[name] == changed
    assert desk.call("DELETE", target).status == 204
    desk.get(target, 404)


@pytest.mark.parametrize(
    ("path", "name", "values", "field"),
    [
        ("brands", "brand", {"name": "Second", "subdomain": "No Good"}, "subdomain"),
        ("recipient_addresses", "recipient_address", {"email": "nowhere"}, "email"),
        ("user_fields", "user_field", {"key": "1st", "type": "text", "title": "x"}, "key"),
        ("user_fields", "user_field", {"key": "first", "type": "colour", "title": "x"}, "type"),
        ("macros", "macro", {"title": "Close"}, "actions"),
        ("macros", "macro", {"actions": ACTIONS}, "title"),
    ],
)
def test_what_a_family_refuses(desk: Desk, path: str, name: str, values: dict[str, Any], field: str) -> None:
    """The refusal names the field, and nothing was made."""
    before = desk.get(f"/{path}.json")["count"]
    assert field in desk.post(f"/{path}.json", {name: values}, 422)["details"]
    assert desk.get(f"/{path}.json")["count"] == before


def test_ids_of_trigger_categories_are_text(desk: Desk) -> None:
    """Their lists page by cursor alone."""
    made = desk.post("/trigger_categories.json", {"trigger_category": {"name": "Cards"}}, 200)["trigger_category"]
    assert isinstance(made["id"], str)
    listed = desk.get("/trigger_categories.json")
    assert [each["id"] for each in listed["trigger_categories"]] == [made["id"]]
    assert listed["meta"]["has_more"] is False


def test_a_brand_has_an_address(desk: Desk) -> None:
    """It follows from the subdomain where none is given."""
    for given, address in ((None, "https://second.zendesk.com"), ("https://shop.example", "https://shop.example")):
        values = {"name": "Second", "subdomain": "second" if given is None else "third", "brand_url": given}
        assert desk.post("/brands.json", {"brand": values})["brand"]["brand_url"] == address
