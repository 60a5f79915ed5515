"""Identities over the API."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _add(desk: Desk, user: Any, status: int = 201, **values: Any) -> Any:
    values.setdefault("type", "email")
    return desk.post(f"/users/{user['id']}/identities.json", {"identity": values}, status)


def test_the_primary_address_is_the_users(desk: Desk) -> None:
    """Making another address primary changes the user's, and the one before can then be taken away."""
    user = desk.user(email="a@mail.example")
    first = desk.get(f"/users/{user['id']}/identities.json")["identities"][0]
    second = _add(desk, user, value="B@mail.example")["identity"]
    assert (second["value"], second["primary"], second["verified"]) == ("b@mail.example", False, False)
    path = f"/users/{user['id']}/identities"
    assert desk.delete(f"{path}/{first['id']}.json", 422)["error"] == "RecordInvalid"
    listed = desk.put(f"{path}/{second['id']}/make_primary.json")["identities"]
    assert [(each["id"], each["primary"]) for each in listed] == [(second["id"], True), (first["id"], False)]
    assert desk.get(f"/users/{user['id']}.json")["user"]["email"] == "b@mail.example"
    desk.delete(f"{path}/{first['id']}.json")
    desk.get(f"{path}/{first['id']}.json", 404)


def test_a_new_identity_may_be_primary_at_once(desk: Desk) -> None:
    """The address given as primary is the user's, and the only primary one."""
    user = desk.user(email="a@mail.example")
    assert _add(desk, user, value="b@mail.example", primary=True)["identity"]["primary"] is True
    assert desk.get(f"/users/{user['id']}.json")["user"]["email"] == "b@mail.example"
    listed = desk.get(f"/users/{user['id']}/identities.json")["identities"]
    assert sum(each["primary"] for each in listed) == 1


def test_what_another_user_has_is_refused(desk: Desk) -> None:
    """An address has one owner, whether it is added or changed to."""
    desk.user(email="a@mail.example")
    user = desk.user(email="b@mail.example")
    assert _add(desk, user, 422, value="A@mail.example")["details"]["value"][0]["error"] == "DuplicateValue"
    assert _add(desk, user, 422, value="x", type="pigeon")["details"]["type"][0]["error"] == "InvalidValue"
    assert _add(desk, user, 422, value=" ")["details"]["value"][0]["error"] == "BlankValue"
    own = desk.get(f"/users/{user['id']}/identities.json")["identities"][0]
    change = {"identity": {"value": "a@mail.example"}}
    desk.put(f"/users/{user['id']}/identities/{own['id']}.json", change, 422)
    assert desk.get(f"/users/{user['id']}.json")["user"]["email"] == "b@mail.example"


def test_an_identity_is_verified_and_changed(desk: Desk) -> None:
    """Verification sticks, and a changed primary address is the user's."""
    user = desk.user(email="a@mail.example")
    path = f"/users/{user['id']}/identities"
    own = desk.get(f"{path}.json")["identities"][0]
    assert desk.put(f"{path}/{own['id']}/verify.json")["identity"]["verified"] is True
    changed = desk.put(f"{path}/{own['id']}.json", {"identity": {"value": "C@mail.example"}})["identity"]
    assert (changed["value"], changed["verified"]) == ("c@mail.example", True)
    assert desk.get(f"/users/{user['id']}.json")["user"]["email"] == "c@mail.example"


def test_an_identity_is_found_with_its_own_user_alone(desk: Desk) -> None:
    """Under another user's path it does not exist."""
    user, other = desk.user(email="a@mail.example"), desk.user(name="B")
    own = desk.get(f"/users/{user['id']}/identities.json")["identities"][0]
    desk.get(f"/users/{other['id']}/identities/{own['id']}.json", 404)
