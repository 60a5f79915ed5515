"""Timestamps."""

from __future__ import annotations

import pytest

from simulators.slack.timestamps import Timestamps, is_timestamp, micros_of, timestamp
from windtunnel.kernel.clock import SteppedClock
from windtunnel.simulator.store import Store


def timestamps() -> tuple[Timestamps, SteppedClock]:
    """Return timestamps and their clock."""
    clock = SteppedClock(1_790_000_000.0)
    return Timestamps(Store(lambda effect: None), clock), clock


def test_timestamps_rise_though_the_clock_stands_still() -> None:
    """A thousand messages at one moment have a thousand timestamps, in order."""
    given, _ = timestamps()
    stamps = [given.next() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert stamps[0] == "1790000000.000000"


def test_timestamps_follow_the_clock() -> None:
    """A later message has a later time."""
    given, clock = timestamps()
    given.next()
    clock.advance(1.25)
    assert given.next() == "1790000001.250000"


@pytest.mark.parametrize(
    ("text", "micros"),
    [("1790000000.000001", 1_790_000_000_000_001), ("5", 5_000_000), ("5.5", 5_500_000), ("x", None), ("", None)],
)
def test_bounds_are_read_loosely(text: str, micros: int | None) -> None:
    """oldest and latest come with and without a fraction."""
    assert micros_of(text) == micros


def test_a_timestamp_is_written_as_it_is_read() -> None:
    """Ten digits, a point and six digits."""
    assert timestamp(micros_of("1503435956.000247") or 0) == "1503435956.000247"
    assert is_timestamp("1503435956.000247")
    assert not is_timestamp("1503435956.247")
