"""sem-enum-became-code."""

from __future__ import annotations

from ..drifting import shown, written


def test_values_are_numbers_in_answers_and_requests() -> None:
    """The place in the contract's list, from one."""
    assert shown("sem-enum-became-code", "status", "in_progress") == 2
    assert shown("sem-enum-became-code", "status", "lost") == "lost"
    assert written("sem-enum-became-code", "Ticket.status", {"status": 2}) == {"status": "in_progress"}
