"""When a batch may work."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from adapters.patterns.batch.schedule import Schedule, Window

BERLIN = Schedule(time(22), time(5), time(6), ZoneInfo("Europe/Berlin"))


def at(text: str) -> float:
    """Return a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("now", "day", "is_open"),
    [
        ("2026-01-05T09:00:00", "2026-01-05", False),
        ("2026-01-05T21:00:00", "2026-01-05", True),
        ("2026-01-06T03:59:59", "2026-01-05", True),
        ("2026-01-06T04:00:00", "2026-01-06", False),
    ],
)
def test_a_window_belongs_to_the_day_on_which_it_opens(now: str, day: str, is_open: bool) -> None:
    """After midnight it is still the window of the day before, until it closes."""
    window = BERLIN.window(at(now))
    assert (window.day, window.is_open(at(now))) == (day, is_open)


def test_the_wall_clock_of_the_place_decides() -> None:
    """Ten in the evening is another moment in summer than in winter."""
    assert BERLIN.window(at("2026-01-05T09:00:00")).opens_at == at("2026-01-05T21:00:00")
    assert BERLIN.window(at("2026-07-05T09:00:00")).opens_at == at("2026-07-05T20:00:00")


def test_a_night_in_which_the_clocks_change_is_longer_or_shorter() -> None:
    """Opening and closing stay where they are on the wall."""
    spring, autumn = BERLIN.window(at("2026-03-28T12:00:00")), BERLIN.window(at("2026-10-24T12:00:00"))
    assert spring.closes_at - spring.opens_at == 6 * 3600
    assert autumn.closes_at - autumn.opens_at == 8 * 3600


def test_a_window_within_one_day_closes_on_it() -> None:
    """Only a window that closes no later than it opens goes over midnight; the result is due after the opening."""
    noon = Schedule(time(12), time(14), time(11), ZoneInfo("UTC"))
    expected = Window("2026-01-05", at("2026-01-05T12:00"), at("2026-01-05T14:00"), at("2026-01-06T11:00"))
    assert noon.window(at("2026-01-05T09:00")) == expected


def test_the_window_before_is_that_of_the_day_before() -> None:
    """Also across a change of the clocks."""
    window = BERLIN.window(at("2026-03-29T12:00:00"))
    assert BERLIN.before(window).opens_at == at("2026-03-28T21:00:00")


def test_times_are_shown_as_the_wall_has_them() -> None:
    """With the offset, so that nobody has to guess."""
    assert BERLIN.shown(at("2026-07-05T20:00:00")) == "2026-07-05T22:00:00+02:00"
