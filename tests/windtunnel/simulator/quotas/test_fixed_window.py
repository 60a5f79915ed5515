"""Fixed windows."""

from __future__ import annotations

from hypothesis import given

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.quotas.fixed_window import FixedWindow
from windtunnel.simulator.quotas.window import CLOCK_STEP_SECONDS

from .charging import CHARGES, LIMITS, WINDOWS, honoured, run


@given(WINDOWS, LIMITS, CHARGES)
def test_it_allows_what_a_list_of_all_charges_allows(
    seconds: float, limit: float, charges: list[tuple[float, float]]
) -> None:
    """The oracle remembers every charge and sums up those of the same window."""
    accepted: list[tuple[int, float]] = []
    for now, cost, level in run(FixedWindow(seconds), limit, charges):
        number = int((now + CLOCK_STEP_SECONDS) // seconds)
        spent = sum(each for other, each in accepted if other == number)
        assert level.allowed == (spent + cost <= limit)
        if level.allowed:
            accepted.append((number, cost))
            spent += cost
        assert level.remaining == limit - spent
        assert 0 < level.reset_seconds <= seconds + CLOCK_STEP_SECONDS


@given(WINDOWS, LIMITS, CHARGES)
def test_whoever_waits_as_told_gets_through(seconds: float, limit: float, charges: list[tuple[float, float]]) -> None:
    """Not a rounding error too early."""
    assert honoured(FixedWindow(seconds), limit, charges)


def test_windows_begin_at_multiples_of_their_length() -> None:
    """A minute window starts over at the full minute, whenever the first call came."""
    window = FixedWindow(60)
    usage, _ = window.charge(None, 1, 1, EPOCH + 59)
    assert not window.charge(usage, 1, 1, EPOCH + 59.9)[1].allowed
    assert window.charge(usage, 1, 1, EPOCH + 60)[1].allowed
