"""Identities in the store."""

from __future__ import annotations

import pytest

from simulators.zendesk.people import emails
from windtunnel.simulator import InvalidInput

from ..desk import Desk


def test_the_former_address_stays_as_a_further_one(desk: Desk) -> None:
    """A user who changes the address has two identities, of which the new one alone is the primary."""
    user = desk.user(email="old@mail.example")
    desk.put(f"/users/{user['id']}.json", {"user": {"email": "New@Mail.example"}})
    identities = desk.get(f"/users/{user['id']}/identities.json")["identities"]
    assert [(each["value"], each["primary"]) for each in identities] == [
        ("old@mail.example", False),
        ("new@mail.example", True),
    ]
    found = desk.post("/users.json", {"user": {"name": "B", "email": "old@mail.example"}}, 422)
    assert found["details"]["email"][0]["error"] == "DuplicateValue"


def test_going_back_to_a_former_address_makes_no_third_identity(desk: Desk) -> None:
    """An address that the user has already is made the primary one again."""
    user = desk.user(email="old@mail.example")
    for email in ("new@mail.example", "old@mail.example"):
        desk.put(f"/users/{user['id']}.json", {"user": {"email": email}})
    identities = desk.get(f"/users/{user['id']}/identities.json")["identities"]
    assert {each["value"]: each["primary"] for each in identities} == {
        "old@mail.example": True,
        "new@mail.example": False,
    }
    assert len(identities) == 2


def test_a_deleted_users_address_is_free(desk: Desk) -> None:
    """Somebody else can have it, and signing in with it finds the new owner."""
    first = desk.user(email="shared@mail.example")
    desk.delete(f"/users/{first['id']}.json", 200)
    second = desk.user(email="shared@mail.example")
    assert second["id"] != first["id"]
    found = desk.get("/users/show_many.json?ids=" + str(second["id"]))["users"]
    assert found[0]["email"] == "shared@mail.example"


def test_the_same_text_may_be_two_kinds_of_identity(desk: Desk) -> None:
    """What is taken as one kind is free as another, and an unknown kind is refused."""
    account, user = desk.system.account, desk.user()  # type: ignore[attr-defined]  # the class is loaded by name
    emails.add(account, user, "twitter", "maria", primary=False, verified=False)
    emails.add(account, user, "facebook", "maria", primary=False, verified=False)
    with pytest.raises(InvalidInput, match="already being used by this user"):
        emails.add(account, user, "twitter", " maria ", primary=False, verified=False)
    with pytest.raises(InvalidInput, match="not a valid identity type"):
        emails.add(account, user, "pigeon", "maria", primary=False, verified=False)
