"""sem-list-order-changed."""

from __future__ import annotations

from ..drifting import listed, make


def test_rows_are_reversed_or_shuffled_by_the_seed() -> None:
    """None is lost."""
    rows = [{"id": number} for number in range(8)]
    assert listed(make("sem-list-order-changed"), rows) == rows[::-1]
    shuffled = listed(make("sem-list-order-changed", to="shuffled"), rows)
    assert shuffled not in (rows, rows[::-1])
    assert sorted(shuffled, key=str) == rows
    assert listed(make("sem-list-order-changed", to="shuffled"), rows) == shuffled
