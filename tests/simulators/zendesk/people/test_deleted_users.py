"""Users that were deleted."""

from __future__ import annotations

from ..desk import Desk


def test_a_deleted_user_is_listed_until_it_is_gone_for_good(desk: Desk) -> None:
    """A soft deletion moves a user to the deleted ones, a second one takes it away altogether."""
    user = desk.user(email="gone@mail.example")
    assert desk.get("/deleted_users.json")["deleted_users"] == []
    assert desk.delete(f"/users/{user['id']}.json", 200)["user"]["active"] is False
    assert [each["id"] for each in desk.get("/deleted_users.json")["deleted_users"]] == [user["id"]]
    assert desk.get("/deleted_users/count.json")["count"]["value"] == 1
    assert desk.get(f"/deleted_users/{user['id']}.json")["deleted_user"]["name"] == user["name"]
    assert desk.delete(f"/deleted_users/{user['id']}.json", 200)["deleted_user"]["id"] == user["id"]
    desk.get(f"/deleted_users/{user['id']}.json", 404)
    desk.get(f"/users/{user['id']}.json", 404)


def test_a_living_user_is_not_among_the_deleted(desk: Desk) -> None:
    """Somebody who is active can be neither shown as deleted nor deleted for good."""
    user = desk.user()
    assert desk.get(f"/deleted_users/{user['id']}.json", 404)["error"] == "RecordNotFound"
    desk.delete(f"/deleted_users/{user['id']}.json", 404)
    assert desk.get(f"/users/{user['id']}.json")["user"]["active"] is True
