"""The share of failures among recent calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.failure_window import FailureWindow
from tests.adapters.fake_clock import EPOCH


def test_old_calls_are_forgotten() -> None:
    """What is older than the window does not count; what is inside nine tenths of it does."""
    window = FailureWindow(10.0)
    assert window.failure_rate == 0.0
    for second in range(30):
        window.count(EPOCH + second, success=second >= 20)
    assert (window.samples, window.failure_rate) == (10, 0.0)


@given(
    steps=st.lists(st.tuples(st.floats(0.0, 5.0), st.booleans()), min_size=1, max_size=80),
    seconds=st.floats(1.0, 60.0),
)
def test_the_counts_are_those_of_the_last_seconds(steps: list[tuple[float, bool]], seconds: float) -> None:
    """Compared with a plain list: nothing young is missing, nothing older than the window counts."""
    window, calls, now = FailureWindow(seconds), list[tuple[float, bool]](), EPOCH
    for pause, success in steps:
        now += pause
        calls.append((now, success))
        window.count(now, success)
    young = [success for at, success in calls if now - at < 0.9 * seconds * 0.999]
    inside = [success for at, success in calls if now - at <= seconds * 1.001]
    assert len(young) <= window.samples <= len(inside)
    assert young.count(False) <= window.failures <= inside.count(False)
    assert window.failure_rate == pytest.approx(window.failures / window.samples)
