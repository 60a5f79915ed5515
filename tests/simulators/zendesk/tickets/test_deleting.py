"""Deleting tickets and bringing them back."""

from __future__ import annotations

from ..desk import Desk


def test_a_ticket_comes_back_as_it_was(desk: Desk) -> None:
    """Comments included; what was not deleted cannot be brought back."""
    ticket = desk.ticket(tags=["a"])
    desk.put(f"/deleted_tickets/{ticket['id']}/restore.json", None, 404)
    desk.delete(f"/tickets/{ticket['id']}.json")
    deleted = desk.get("/deleted_tickets.json")["deleted_tickets"]
    assert [(each["id"], each["previous_state"], each["actor"]["name"]) for each in deleted] == [
        (1, "new", "Alex Agent")
    ]
    assert desk.put(f"/deleted_tickets/{ticket['id']}/restore.json") == {}
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"] == ticket
    assert len(desk.get(f"/tickets/{ticket['id']}/comments.json")["comments"]) == 1


def test_a_month_later_it_is_too_late(desk: Desk) -> None:
    """The ticket is neither listed nor restored."""
    ticket = desk.ticket()
    desk.delete(f"/tickets/{ticket['id']}.json")
    desk.clock.advance(2_592_001.0)
    assert desk.get("/deleted_tickets.json")["deleted_tickets"] == []
    desk.put(f"/deleted_tickets/{ticket['id']}/restore.json", None, 404)


def test_destroying_takes_everything_along(desk: Desk) -> None:
    """A job does it, with comments and audits."""
    ticket = desk.ticket()
    desk.delete(f"/tickets/{ticket['id']}.json")
    desk.finished_job(desk.delete(f"/deleted_tickets/{ticket['id']}.json", 200))
    assert desk.get("/deleted_tickets.json")["deleted_tickets"] == []
    assert [len(desk.store[name]) for name in ("comments", "audits")] == [0, 0]


def test_who_wrote_spam_is_suspended(desk: Desk) -> None:
    """And his ticket is deleted."""
    user = desk.user(email="spam@mail.example")
    ticket = desk.ticket(requester_id=user["id"])
    desk.put(f"/tickets/{ticket['id']}/mark_as_spam.json")
    desk.get(f"/tickets/{ticket['id']}.json", 404)
    assert desk.get(f"/users/{user['id']}.json")["user"]["suspended"] is True
