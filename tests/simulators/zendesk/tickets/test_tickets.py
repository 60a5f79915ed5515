"""Tickets."""

from __future__ import annotations

from ..desk import Desk


def test_an_update_with_a_comment_is_one_change_and_one_comment(desk: Desk) -> None:
    """No more and no less, so that effects can be counted."""
    ticket = desk.ticket()
    before = len(desk.store["comments"])
    desk.update(ticket["id"], priority="high", comment={"body": "On it", "public": False})
    assert len(desk.store["comments"]) == before + 1
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"]["priority"] == "high"


def test_a_stale_update_conflicts(desk: Desk) -> None:
    """With ``safe_update``, and only when the stamp is not the ticket's own."""
    ticket = desk.ticket()
    desk.update(ticket["id"], 409, safe_update=True, updated_stamp="2020-01-01T00:00:00Z", priority="low")
    desk.update(ticket["id"], safe_update=True, updated_stamp=ticket["updated_at"], priority="low")


def test_a_ticket_that_does_not_exist_is_not_found(desk: Desk) -> None:
    """In the vendor's envelope."""
    assert desk.get("/tickets/999999.json", 404)["error"] == "RecordNotFound"


def test_tickets_are_counted_and_listed(desk: Desk) -> None:
    """The count grows with every ticket, and lists end."""
    before = desk.get("/tickets/count.json")["count"]["value"]
    made = [desk.ticket()["id"] for _ in range(3)]
    assert desk.get("/tickets/count.json")["count"]["value"] == before + 3
    page = desk.get("/tickets.json?page[size]=100")
    assert set(made) <= {ticket["id"] for ticket in page["tickets"]}
    assert page["meta"]["has_more"] is False
