"""The states of a receipt."""

from __future__ import annotations

from adapters.patterns.supplier_invoices.states import OPEN, TRANSITIONS, State


def test_what_is_settled_stays_settled() -> None:
    """No transition leads out of posted and reviewed, and each state but the first can be reached."""
    left = {state for before, _ in TRANSITIONS.values() for state in before}
    assert left == {*OPEN, State.DEAD}
    assert {after for _, after in TRANSITIONS.values()} == set(State)
