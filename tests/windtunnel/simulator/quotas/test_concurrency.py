"""Concurrency limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.quotas.concurrency import RETRY_AFTER_SECONDS, Concurrency


@given(st.integers(1, 5), st.lists(st.sampled_from([1.0, -1.0]), max_size=60))
def test_it_counts_what_is_in_flight(limit: int, charges: list[float]) -> None:
    """The oracle is a counter; giving back what nobody took does nothing."""
    usage, in_flight = None, 0
    for cost in charges:
        usage, level = Concurrency().charge(usage, limit, cost, EPOCH)
        assert level.allowed == (cost < 0 or in_flight < limit)
        in_flight = max(0, in_flight + int(cost)) if level.allowed else in_flight
        assert usage == in_flight
        assert level.remaining == limit - in_flight
        assert level.retry_after_seconds == (0.0 if level.allowed else RETRY_AFTER_SECONDS)
