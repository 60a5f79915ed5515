"""Finding tickets by id."""

from __future__ import annotations

from ..desk import Desk


def test_tickets_come_by_id_whatever_happened_to_them(desk: Desk) -> None:
    """A restored ticket is back at its place."""
    for _ in range(3):
        desk.ticket()
    desk.delete("/tickets/1.json")
    desk.put("/deleted_tickets/1/restore.json")
    assert [each["id"] for each in desk.get("/tickets.json")["tickets"]] == [1, 2, 3]


def test_a_deleted_ticket_is_not_found(desk: Desk) -> None:
    """Nor one that never was."""
    desk.ticket()
    desk.delete("/tickets/1.json")
    assert desk.get("/tickets/1.json", 404) == desk.get("/tickets/7.json", 404)
