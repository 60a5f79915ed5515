"""backoff-shape: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject whose pauses are all alike is caught."""
    assert_judged("backoff-shape", condition="desk-flaky", mistake="retries-in-step")


def failing(story: Story, key: str, *seconds: float) -> None:
    """Tries of one request with such pauses."""
    for pause in (0.0, *seconds):
        story.now += pause
        story.ask("Post", key, status=500, seconds=0.0)


def test_a_declared_shape_is_held_to() -> None:
    """The second pause is longer than base, factor and jitter allow."""
    story = Story()
    failing(story, "a", 1.1, 2.5)
    declared = {"base_seconds": 1, "factor": 2, "jitter": 0.2}
    assert verdict(story.judge("backoff-shape", **declared)) == ("FAIL", 2, 1)
    assert verdict(story.judge("backoff-shape", **{**declared, "jitter": 0.5})) == ("PASS", 2, 0)


def test_pauses_that_the_vendor_asked_for_and_redeliveries_are_not_judged() -> None:
    """Neither is the shape of the client's own backoff."""
    story = Story()
    story.ask("Post", "a", status=503, seconds=0.0, retry_after="5")
    story.now += 5
    story.ask("Post", "a", status=500, seconds=0.0)
    story.now += 120
    story.ask("Post", "a")
    assert verdict(story.judge("backoff-shape")) == ("INCONCLUSIVE", 0, 0)


def test_retrying_at_once_is_a_violation() -> None:
    """However few retries there are."""
    story = Story()
    failing(story, "a", 0.0)
    assert verdict(story.judge("backoff-shape")) == ("FAIL", 1, 1)


def test_requests_that_overlap_or_never_end_are_no_retries_of_each_other() -> None:
    """There is no pause between them."""
    story = Story()
    story.send("Post", "a")
    story.now += 1.0
    first = story.send("Post", "b")
    second = story.send("Post", "b")
    story.now += 1.0
    story.end(first, 500)
    story.end(second, 500)
    story.send("Post", "a")
    assert verdict(story.judge("backoff-shape")) == ("INCONCLUSIVE", 0, 0)


def test_a_few_milliseconds_are_no_pause() -> None:
    """Of three pauses one may be so short by chance, or all of them; four may not, nor ten of twenty."""
    few = ((1, 2, "PASS"), (3, 0, "PASS"), (4, 0, "FAIL"), (8, 12, "PASS"), (10, 10, "FAIL"))
    many = ((0, 2000, "PASS"), (210, 1790, "PASS"), (260, 1740, "FAIL"))
    for short, long, expected in (*few, *many):
        story = Story()
        for number in range(short):
            failing(story, f"a{number}", 0.001 + number % 80 / 10_000)
        for number in range(long):
            failing(story, f"b{number}", 0.3 + number / 100)
        assert verdict(story.judge("backoff-shape")) == (expected, short + long, int(expected == "FAIL"))


def test_without_a_share_of_short_pauses_none_may_be_short() -> None:
    """What is declared never to happen does not happen by chance."""
    story = Story()
    failing(story, "a", 0.005)
    assert verdict(story.judge("backoff-shape", short_share=0)) == ("FAIL", 1, 1)


def test_pauses_of_one_length_do_not_grow() -> None:
    """Those that double do, however they are drawn."""
    for growth, expected in ((1.0, ("FAIL", 12, 1)), (2.0, ("PASS", 12, 0))):
        story = Story()
        for number in range(6):
            first = 0.5 + number / 100
            failing(story, f"a{number}", first, first * growth)
        assert verdict(story.judge("backoff-shape")) == expected


def test_a_few_pauses_that_were_drawn_short_may_still_double() -> None:
    """Five of each, drawn from zero on, come in any order."""
    story = Story()
    for number, (first, second) in enumerate([(0.48, 0.1), (0.45, 0.2), (0.42, 0.3), (0.3, 0.45), (0.41, 0.05)]):
        failing(story, f"a{number}", first, second)
    assert verdict(story.judge("backoff-shape")) == ("PASS", 10, 0)


def waiting_in_line(story: Story, *, retry_every: int) -> None:
    """One request per second, of which every few are retries of a key that has failed four seconds before."""
    for second in range(60):
        story.now = float(second)
        is_retry = second % retry_every == 0
        story.ask("Post", "x" if is_retry else f"k{second}", status=500 if is_retry else 200, seconds=0.0)


def test_pauses_that_a_pace_explains_are_not_judged() -> None:
    """A limiter lets one request through per second, so that all pauses are alike, and none is a backoff."""
    story = Story()
    waiting_in_line(story, retry_every=4)
    assert verdict(story.judge("backoff-shape")) == ("INCONCLUSIVE", 0, 0)


def test_a_retry_that_keeps_to_a_limit_is_not_in_step() -> None:
    """The vendor takes one message a second, or the client sends no more: what is refused comes a second later."""
    for quota, declared, expected in (
        ({}, {}, ("FAIL", 5, 1)),
        ({("chat", "Post"): 1.0}, {}, ("INCONCLUSIVE", 0, 0)),
        ({}, {"chat": 1.0}, ("INCONCLUSIVE", 0, 0)),
        ({("chat", "Post"): 1.0}, {"desk": 0.5}, ("INCONCLUSIVE", 0, 0)),
    ):
        story = Story()
        story.settings = replace(story.settings, spacings=quota)
        for key in "abcde":
            failing(story, key, 1.0)
            story.now += 17.3
        assert verdict(story.judge("backoff-shape", spacing_seconds=declared)) == expected


def test_pauses_of_one_length_are_found_though_events_arrive_in_step() -> None:
    """The same pauses without anybody in line."""
    story = Story()
    moments = [(float(second), f"k{second}") for second in range(20)]
    for moment, key in sorted([*moments, *((moment + 0.5, key) for moment, key in moments)]):
        story.now = moment
        story.ask("Post", key, status=500, seconds=0.0)
    assert story.judge("backoff-shape").verdict.value == "FAIL"


def test_only_a_retry_after_a_failure_has_a_pause() -> None:
    """A request that was answered is asked again for other reasons, one that nobody waited for did not fail."""
    for answer in ({"status": 200}, {"status": None, "outcome": "info", "reason": "abandoned"}):
        story = Story()
        story.ask("Post", "a", seconds=0.0, **answer)
        story.ask("Post", "a")
        assert verdict(story.judge("backoff-shape")) == ("INCONCLUSIVE", 0, 0)
