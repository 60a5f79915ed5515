"""What is known to be done."""

from __future__ import annotations

from adapters.patterns.reconcile.settled import Settled


def test_the_newest_are_remembered() -> None:
    """As many as are kept; whatever is in doubt is not."""
    settled = Settled(2)
    for ticket_id in ("1", "2", "1", "3"):
        settled.add(ticket_id)
    assert [ticket_id in settled for ticket_id in ("1", "2", "3")] == [True, False, True]
    settled.discard("3")
    settled.discard("9")
    assert "3" not in settled
