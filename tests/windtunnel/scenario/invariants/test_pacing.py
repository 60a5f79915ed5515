"""A retry that a rate limiter held back is told from one that came after a fixed pause."""

from __future__ import annotations

from windtunnel.scenario.history import History
from windtunnel.scenario.invariants.pacing import paced_retries, spaced_retries

from .stories import Story


def paced(sends: list[tuple[float, str]]) -> list[float]:
    """Return when retries were sent that a pace explains, among requests at such times for such keys."""
    story = Story()
    for moment, key in sorted(sends):
        story.now = moment
        story.ask("Post", key, seconds=0.0)
    attempts = History(story.journal, story.settings, story.surfaces).attempts
    return sorted(attempt.start for attempt in paced_retries(attempts, 5))


def test_a_retry_in_line_with_the_others_was_held_back() -> None:
    """The limiter lets one request through per second, whosever it is."""
    assert paced([(float(second), "x" if second in (3, 8) else f"k{second}") for second in range(12)]) == [8.0]


def test_retries_after_a_fixed_pause_do_not_look_like_a_pace() -> None:
    """Though events arrive every second, whatever the pause is."""
    for pause in (0.25, 0.5, 1.0, 1.5, 2.0, 3.0):
        first = [(float(second), f"k{second}") for second in range(20)]
        again = [(second + pause, key) for second, key in first[:15]]
        assert paced(first + again) == [], pause


def test_a_pace_must_be_seen_often() -> None:
    """A few requests that follow each other by the same time are chance."""
    assert paced([(float(second), "x" if second in (0, 5) else f"k{second}") for second in range(6)]) == []
    assert paced([(float(second), "x" if second in (0, 7) else f"k{second}") for second in range(8)]) == [7.0]


def test_requests_for_one_key_are_no_pace() -> None:
    """Nor does its own request before explain a retry."""
    first = [(float(second), f"k{second}") for second in range(8)]
    assert paced([*first, (20.0, "x"), (21.0, "x")]) == []


def test_requests_at_the_same_moment_have_no_pace() -> None:
    """However often they come in pairs."""
    pairs = [(float(second), f"{name}{second}") for second in range(8) for name in "ab"]
    assert paced([*pairs, (20.0, "a9"), (20.0, "b1")]) == []


def test_what_follows_by_the_spacing_of_the_vendor_was_held_back_by_it() -> None:
    """Whosever request it follows, and whatever comes in between; other operations have other spacings."""
    story = Story()
    for moment, operation in ((0.0, "Post"), (0.4, "Post"), (1.0, "Post"), (1.0, "Look"), (2.1, "Post")):
        story.now = moment
        story.ask(operation, "a", seconds=0.0)
    attempts = History(story.journal, story.settings, story.surfaces).attempts
    spaced = spaced_retries(attempts, {("chat", "Post"): 1.0, ("desk", "Look"): 1.0})
    assert [(attempt.start, attempt.operation) for attempt in spaced] == [(1.0, "Post")]
