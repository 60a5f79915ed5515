"""Sliding windows."""

from __future__ import annotations

from hypothesis import given

from windtunnel.simulator.quotas.sliding_window import SLOTS, SlidingWindow
from windtunnel.simulator.quotas.window import CLOCK_STEP_SECONDS

from .charging import CHARGES, LIMITS, WINDOWS, honoured, run


@given(WINDOWS, LIMITS, CHARGES)
def test_it_allows_what_a_list_of_all_charges_allows(
    seconds: float, limit: float, charges: list[tuple[float, float]]
) -> None:
    """The oracle remembers every charge and sums up those of the last slots."""
    accepted: list[tuple[int, float]] = []
    for now, cost, level in run(SlidingWindow(seconds), limit, charges):
        slot = int((now + CLOCK_STEP_SECONDS) // (seconds / SLOTS))
        spent = sum(each for other, each in accepted if other > slot - SLOTS)
        assert level.allowed == (spent + cost <= limit)
        if level.allowed:
            accepted.append((slot, cost))


@given(WINDOWS, LIMITS, CHARGES)
def test_no_span_of_its_length_holds_more_than_the_limit(
    seconds: float, limit: float, charges: list[tuple[float, float]]
) -> None:
    """Up to one slot, which is how finely it forgets."""
    accepted = [(now, cost) for now, cost, level in run(SlidingWindow(seconds), limit, charges) if level.allowed]
    span = seconds * (1 - 1 / SLOTS) - 1e-6
    for end, _ in accepted:
        assert sum(cost for at, cost in accepted if end - span <= at <= end) <= limit


@given(WINDOWS, LIMITS, CHARGES)
def test_whoever_waits_as_told_gets_through(seconds: float, limit: float, charges: list[tuple[float, float]]) -> None:
    """Not a rounding error too early."""
    assert honoured(SlidingWindow(seconds), limit, charges)
