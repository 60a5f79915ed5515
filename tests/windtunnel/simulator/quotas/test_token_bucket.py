"""Token buckets."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.quotas.token_bucket import TokenBucket

from .charging import CHARGES, LIMITS, WINDOWS, honoured, run

BURSTS = st.none() | st.integers(4, 8).map(float)


@given(WINDOWS, LIMITS, BURSTS, CHARGES)
def test_it_allows_what_exact_arithmetic_allows(
    seconds: float, limit: float, burst: float | None, charges: list[tuple[float, float]]
) -> None:
    """Apart from cases that a rounding error decides."""
    size = Fraction(burst if burst is not None else limit)
    left, since = size, Fraction(EPOCH)
    for now, cost, level in run(TokenBucket(seconds, burst), limit, charges):
        left = min(size, left + (Fraction(now) - since) * Fraction(limit) / Fraction(seconds))
        since = Fraction(now)
        if abs(left - Fraction(cost)) > Fraction(1, 10**4):
            assert level.allowed == (cost <= left)
        if level.allowed:
            left = max(Fraction(0), left - Fraction(cost))
        assert level.remaining == pytest.approx(float(left), abs=1e-3)


@given(WINDOWS, LIMITS, CHARGES)
def test_whoever_waits_as_told_gets_through(seconds: float, limit: float, charges: list[tuple[float, float]]) -> None:
    """Not a rounding error too early."""
    assert honoured(TokenBucket(seconds), limit, charges)


def test_it_allows_a_burst_and_then_the_rate() -> None:
    """Full at first; one call flows back in its share of the window."""
    bucket = TokenBucket(60, burst=3)
    usage, now = None, EPOCH
    for _ in range(3):
        usage, level = bucket.charge(usage, 6, 1, now)
        assert level.allowed
    usage, level = bucket.charge(usage, 6, 1, now)
    assert level.allowed is False
    assert level.retry_after_seconds == pytest.approx(10.0)
