"""sem-unit-scaled."""

from __future__ import annotations

from ..drifting import seen, written


def test_whole_numbers_stay_whole() -> None:
    """12 becomes 1200, not 1200.0."""
    assert repr(seen("sem-unit-scaled", "Ticket.total")["total"]) == "1200"


def test_text_is_left_alone() -> None:
    """Only numbers have a unit."""
    assert seen("sem-unit-scaled", "Ticket.subject")["subject"] == "a question"


def test_requests_are_in_the_new_unit_too() -> None:
    """What was read can be written back."""
    assert written("sem-unit-scaled", "Ticket.total", {"total": 1200}) == {"total": 12}
