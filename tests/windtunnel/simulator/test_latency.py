"""Service times."""

from __future__ import annotations

from random import Random

import pytest

from windtunnel.contract.profile import Latency
from windtunnel.simulator.latency import ServiceTime

DRAWS = 20_000


def test_quantiles_are_those_of_the_profile() -> None:
    """Half of the answers take less than the median, one in a hundred more than the 99th percentile."""
    times = ServiceTime((Latency(median_ms=80, p99_ms=900),), Random(1))
    drawn = sorted(times.draw("any") for _ in range(DRAWS))
    assert drawn[DRAWS // 2] == pytest.approx(0.080, rel=0.05)
    assert drawn[DRAWS * 99 // 100] == pytest.approx(0.900, rel=0.10)
    assert drawn[0] > 0


def test_the_distribution_that_names_an_operation_wins() -> None:
    """Over the one for all, wherever it stands; the same tail and median give the same time always."""
    times = ServiceTime(
        (Latency(median_ms=10, p99_ms=10), Latency(operations=("slow",), median_ms=500, p99_ms=500)), Random(1)
    )
    assert times.draw("slow") == pytest.approx(0.5)
    assert times.draw("other") == pytest.approx(0.01)


def test_an_operation_without_a_distribution_takes_no_time() -> None:
    """Also one whose own median is zero; neither draws a number."""
    random = Random(1)
    times = ServiceTime(
        (Latency(median_ms=10, p99_ms=20), Latency(operations=("free",), median_ms=0, p99_ms=0)), random
    )
    before = random.getstate()
    assert times.draw("free") == 0.0
    assert ServiceTime((), random).draw("any") == 0.0
    assert random.getstate() == before
