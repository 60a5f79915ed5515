"""What all quota algorithms have in common."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from windtunnel.contract.profile import Quota
from windtunnel.simulator.quotas.concurrency import Concurrency
from windtunnel.simulator.quotas.fixed_window import FixedWindow
from windtunnel.simulator.quotas.meters import window_of
from windtunnel.simulator.quotas.sliding_window import SlidingWindow
from windtunnel.simulator.quotas.token_bucket import TokenBucket

from .charging import CHARGES, LIMITS, run

ALGORITHMS: dict[str, tuple[type[Any], float | None]] = {
    "fixed-window": (FixedWindow, 60),
    "sliding-window": (SlidingWindow, 60),
    "token-bucket": (TokenBucket, 60),
    "concurrency": (Concurrency, None),
}


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_a_profile_names_its_algorithm(algorithm: Any) -> None:
    """Each name has one."""
    kind, seconds = ALGORITHMS[algorithm]
    assert type(window_of(Quota(name="q", algorithm=algorithm, limit=1, window_seconds=seconds))) is kind


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@given(LIMITS, CHARGES)
def test_a_refused_charge_spends_nothing_and_tells_how_long_to_wait(
    algorithm: Any, limit: float, charges: list[tuple[float, float]]
) -> None:
    """A charge that goes through waits for nothing; what remains is never below zero."""
    window = window_of(Quota(name="q", algorithm=algorithm, limit=1, window_seconds=ALGORITHMS[algorithm][1]))
    before = limit
    for (pause, _), (_, _, level) in zip(charges, run(window, limit, charges), strict=True):
        assert 0 <= level.remaining <= limit
        assert (level.retry_after_seconds > 0) is not level.allowed
        if not level.allowed and pause == 0:
            assert level.remaining == pytest.approx(before)
        before = level.remaining
