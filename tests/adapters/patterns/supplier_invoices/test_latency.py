"""Percentiles of recent latencies."""

from __future__ import annotations

from adapters.patterns.supplier_invoices.latency import Latencies
from tests.adapters.inbound.virtual_time import SteppedClock


def test_percentiles_are_those_of_the_last_receipts() -> None:
    """What is older than the last ones kept does not count."""
    clock = SteppedClock(1000.0)
    latencies = Latencies(clock, kept=100)
    assert latencies.percentiles() == {}
    for seconds in (500, *range(1, 101)):
        latencies.settled(clock.now() - seconds)
    assert latencies.percentiles() == {"p50": 50.0, "p95": 95.0, "p99": 99.0}
