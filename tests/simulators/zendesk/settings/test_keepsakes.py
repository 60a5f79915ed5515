"""Bookmarks, skips and subscriptions."""

from __future__ import annotations

from ..desk import Desk


def test_a_ticket_is_bookmarked_once(desk: Desk) -> None:
    """The second time answers 200 with the same, and with the ticket the bookmark goes."""
    ticket = desk.ticket()
    wanted = {"bookmark": {"ticket_id": ticket["id"]}}
    made = desk.post("/bookmarks.json", wanted)["bookmark"]
    assert desk.post("/bookmarks.json", wanted, 200)["bookmark"]["id"] == made["id"]
    assert [each["ticket"]["id"] for each in desk.get("/bookmarks.json")["bookmarks"]] == [ticket["id"]]
    desk.delete(f"/tickets/{ticket['id']}.json")
    assert desk.get("/bookmarks.json")["bookmarks"] == []
    desk.post("/bookmarks.json", wanted, 422)


def test_bookmarks_are_their_owners(desk: Desk) -> None:
    """Nobody else sees or deletes them."""
    agent = desk.user(name="Second Agent", email="second@mail.example", role="agent", password="abcde")
    made = desk.post("/bookmarks.json", {"bookmark": {"ticket_id": desk.ticket()["id"]}})["bookmark"]
    other = {"authorization": desk.basic(agent["email"], "abcde")}
    assert desk.get("/bookmarks.json", caller="nobody", headers=other)["bookmarks"] == []
    desk.delete(f"/bookmarks/{made['id']}.json", 404, caller="nobody", headers=other)
    desk.delete(f"/bookmarks/{made['id']}.json")
    desk.delete(f"/bookmarks/{made['id']}.json", 404)


def test_skips_are_listed_with_their_ticket(desk: Desk) -> None:
    """For the agent who passed the ticket over."""
    me, ticket = desk.get("/users/me.json")["user"], desk.ticket()
    desk.post("/skips.json", {"skip": {"ticket_id": ticket["id"], "reason": "too hard"}})
    listed = desk.get(f"/users/{me['id']}/skips.json")["skips"]
    assert [(each["reason"], each["ticket"]["id"]) for each in listed] == [("too hard", ticket["id"])]
    desk.post("/skips.json", {"skip": {"ticket_id": 99}}, 422)


def test_following_an_organization_twice_is_once(desk: Desk) -> None:
    """The same subscription comes back until it is ended."""
    organization = desk.post("/organizations.json", {"organization": {"name": "Acme"}})["organization"]
    wanted = {"organization_subscription": {"user_id": desk.user()["id"], "organization_id": organization["id"]}}
    first, second = (
        desk.post("/organization_subscriptions.json", wanted, 200)["organization_subscription"] for _ in range(2)
    )
    assert first == second
    desk.delete(f"/organization_subscriptions/{first['id']}.json")
    desk.get(f"/organization_subscriptions/{first['id']}.json", 404)
