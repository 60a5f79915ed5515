"""Timelines."""

from __future__ import annotations

from windtunnel.scenario.timeline import POINTS_MAX, thin, timeline_of

from .rehearsing import run


def test_a_timeline_tells_arrivals_latency_and_faults_in_seconds_after_the_start() -> None:
    """What a plot needs."""
    timeline = timeline_of(run("chat-down"))
    assert len(timeline.arrivals) == 60
    assert timeline.arrivals[0] == 0.0
    assert [(span.name, span.start, span.end) for span in timeline.faults] == [("refuse on chat", 5.0, 305.0)]
    assert set(timeline.struck) == {"refuse on chat"}


def test_long_series_are_thinned_and_keep_their_end() -> None:
    """Enough points for a plot, the last one among them."""
    thinned = thin(list(range(10_000)))
    assert len(thinned) == POINTS_MAX
    assert thinned[-1] == 9_999
    assert thin([1, 2]) == [1, 2]
