"""Importing tickets."""

from __future__ import annotations

from ..desk import Desk


def test_history_and_dates_are_kept(desk: Desk) -> None:
    """A closed ticket with two comments comes in as it was, and a date that is none is refused."""
    comments = [{"body": "a", "created_at": "2020-01-01T00:00:00Z"}, {"body": "b", "public": False}]
    values = {"subject": "Old", "status": "closed", "created_at": "2020-01-01T00:00:00Z", "comments": comments}
    ticket = desk.post("/imports/tickets.json", {"ticket": values})["ticket"]
    assert (ticket["status"], ticket["created_at"], ticket["description"]) == ("closed", "2020-01-01T00:00:00Z", "a")
    listed = desk.get(f"/tickets/{ticket['id']}/comments.json")["comments"]
    assert [(each["body"], each["public"]) for each in listed] == [("a", True), ("b", False)]
    assert listed[0]["created_at"] == "2020-01-01T00:00:00Z"
    desk.post("/imports/tickets.json", {"ticket": {**values, "created_at": "long ago"}}, 422)


def test_nobody_is_told(desk: Desk) -> None:
    """An import calls no webhook, and needs a subject."""
    desk.system.connect("https://receiver.example/hook")
    desk.post("/imports/tickets.json", {"ticket": {"subject": "Old", "comment": {"body": "a"}}})
    desk.clock.advance(1.0)
    assert desk.receiver.parcels == []
    desk.post("/imports/tickets.json", {"ticket": {"comment": {"body": "a"}}}, 422)
