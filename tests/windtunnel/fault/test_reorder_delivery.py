"""reorder-delivery."""

from __future__ import annotations

from .striking import deliver, make


def test_some_deliveries_are_held_back() -> None:
    """Only each second one, and never longer than allowed."""
    fault = make({"kind": "reorder-delivery", "within": "60s", "every": 2})
    delays = [deliver(fault)[0].delay_seconds for _ in range(20)]
    assert delays[::2] == [0] * 10
    assert all(0 < delay <= 60 for delay in delays[1::2])
