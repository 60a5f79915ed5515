"""The shape of a ticket."""

from __future__ import annotations

from ..desk import Desk

FIRST_KEYS = ["url", "id", "external_id", "via", "created_at", "updated_at", "generated_timestamp"]


def test_a_ticket_begins_as_the_vendors_do(desk: Desk) -> None:
    """The same keys first, in the same order; the second time stamp is a number."""
    ticket = desk.ticket()
    assert list(ticket)[: len(FIRST_KEYS)] == FIRST_KEYS
    assert isinstance(ticket["generated_timestamp"], int)
    assert ticket["url"].endswith(f"/api/v2/tickets/{ticket['id']}.json")


def test_ids_of_tickets_are_small_and_count_up(desk: Desk) -> None:
    """Unlike those of everything else."""
    first, second = desk.ticket()["id"], desk.ticket()["id"]
    assert second == first + 1 < 1_000_000
    assert desk.user()["id"] > 1_000_000_000
