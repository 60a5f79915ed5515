"""Tickets and changes of tickets."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.canonical import Priority, Ticket, TicketChange

from .records import TICKET


def test_a_ticket_needs_little() -> None:
    """What a help desk may not know is optional."""
    ticket = Ticket(**TICKET)
    assert (ticket.priority, ticket.team, ticket.tags) == (None, None, ())


@pytest.mark.parametrize("wrong", [{"id": 35}, {"created_at": "2026-01-05T09:00:00Z"}, {"priority": "urgent"}])
def test_adapters_must_hand_over_the_declared_types(wrong: dict[str, object]) -> None:
    """Text for ids, datetimes for times, members for priorities."""
    with pytest.raises(ValidationError):
        Ticket(**{**TICKET, **wrong})


def test_a_change_carries_the_key_that_makes_it_recognisable() -> None:
    """Beside what it changes."""
    change = TicketChange(key="k", team="cards", priority=Priority.HIGH, tags=("a",), note="why")
    assert change.model_dump(mode="json")["priority"] == "high"
