"""Event time."""

from __future__ import annotations

from adapters.patterns.sentiment_stream.windows import AnomalyRule, Baseline, Progress, Tally, Windowing, name_of

WINDOWING = Windowing(length=60.0, out_of_order=10.0, lateness=20.0)
RULE = AnomalyRule(windows_min=2, events_min=4, margin=0.2, deviations=2.0)


def tally(negative: int, classified: int = 10, start: float = 0.0) -> Tally:
    """Return a window."""
    return Tally(start, classified, classified, negative)


def test_the_watermark_follows_the_newest_event_and_never_goes_back() -> None:
    """An old event moves neither it nor the newest time."""
    progress = Progress().after(1, 100.0, WINDOWING).after(2, 40.0, WINDOWING)
    assert (progress.position, progress.newest, progress.watermark) == (2, 100.0, 90.0)


def test_an_event_is_late_when_its_window_and_the_allowed_lateness_are_over() -> None:
    """By the watermark, to the second."""
    progress = Progress().after(1, 89.9, WINDOWING)
    assert not progress.is_late(59.0, WINDOWING)
    progress = progress.after(2, 90.0, WINDOWING)
    assert progress.is_late(59.0, WINDOWING)
    assert not progress.is_late(60.0, WINDOWING)


def test_a_silent_stream_closes_every_window_that_has_begun() -> None:
    """And the next window is still open; a stream without events has no time."""
    progress = Progress().after(1, 100.0, WINDOWING).idle(WINDOWING)
    assert progress.is_late(119.9, WINDOWING)
    assert not progress.is_late(120.0, WINDOWING)
    assert Progress().idle(WINDOWING) == Progress()


def test_a_progress_survives_as_text() -> None:
    """Also before the first event."""
    for progress in (Progress(), Progress().after(3, 1_760_000_000.123, WINDOWING)):
        assert Progress.from_text(progress.to_text()) == progress


def test_a_window_stands_out_by_margin_and_by_deviation() -> None:
    """The larger of the two counts."""
    calm = [tally(2), tally(2), tally(2, classified=8), tally(3, classified=12)]
    assert RULE.judge(tally(4), [tally(2), tally(2)]) is None
    assert RULE.judge(tally(5), [tally(2), tally(2)]) == Baseline(0.2, 0.0)
    assert RULE.judge(tally(5), calm) is not None
    restless = [tally(0), tally(5), tally(0), tally(5)]
    assert RULE.judge(tally(7), restless) is None
    assert RULE.judge(tally(8), restless) == Baseline(0.25, 0.25)


def test_too_little_is_no_reason_for_an_alarm() -> None:
    """A small window is neither compared nor compared with."""
    assert RULE.judge(tally(3, classified=3), [tally(0), tally(0)]) is None
    assert RULE.judge(tally(10), [tally(0)]) is None
    assert RULE.judge(tally(10), [tally(0), tally(0, classified=3)]) is None
    assert RULE.judge(tally(10), [tally(0), tally(0)]) is not None


def test_a_window_without_classified_events_has_no_share() -> None:
    """Instead of a division by zero."""
    assert tally(0, classified=0).share == 0.0


def test_a_window_is_called_by_its_beginning() -> None:
    """In UTC, as ISO 8601."""
    assert name_of(1_760_000_040.0) == "2025-10-09T08:54:00Z"
