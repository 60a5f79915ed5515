"""Memberships in the store."""

from __future__ import annotations

from typing import Any

from simulators.zendesk.people import memberships

from ..desk import Desk


def _account(desk: Desk) -> Any:
    return desk.system.account  # type: ignore[attr-defined]  # the class is loaded by name


def test_joining_again_makes_no_second_membership(desk: Desk) -> None:
    """It makes the old one the default instead, and only one is."""
    account, user = _account(desk), desk.user()
    made = [desk.post("/organizations.json", {"organization": {"name": name}})["organization"] for name in "AB"]
    first, second = (memberships.join_organization(account, user, each["id"], account.now()) for each in made)
    assert first["organization_name"] == "A"
    again = memberships.join_organization(account, user, made[0]["id"], account.now())
    assert (again["id"], again["default"]) == (first["id"], True)
    held = account.store["organization_memberships"].where("user_id", user["id"])
    assert {each["id"]: each["default"] for each in held} == {first["id"]: True, second["id"]: False}


def test_the_default_group(desk: Desk) -> None:
    """It is the one marked, else the first, and nothing for somebody without groups."""
    account, agent = _account(desk), desk.user(role="agent")
    cards, refunds = desk.group("cards")["id"], desk.group("refunds")["id"]
    assert memberships.default_group_of(account, agent["id"]) is None
    for group_id in (cards, refunds):
        memberships.join_group(account, agent, group_id, account.now())
    assert memberships.groups_of(account, agent["id"]) == [cards, refunds]
    assert memberships.default_group_of(account, agent["id"]) == cards
    chosen = account.store["group_memberships"].where("user_id", agent["id"])[1]
    memberships.make_default(account, "group_memberships", chosen, account.now())
    assert memberships.default_group_of(account, agent["id"]) == refunds
