"""sem-enum-values-separated."""

from __future__ import annotations

from ..drifting import shown, written


def test_words_are_separated_otherwise() -> None:
    """Values of one word stay."""
    assert shown("sem-enum-values-separated", "status", "in_progress") == "in-progress"
    assert shown("sem-enum-values-separated", "status", "in-progress") == "in_progress"
    assert shown("sem-enum-values-separated", "status", "new") == "new"
    assert written("sem-enum-values-separated", "Ticket.status", {"status": "in-progress"}) == {"status": "in_progress"}
