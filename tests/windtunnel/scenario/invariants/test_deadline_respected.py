"""deadline-respected: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.kernel.journal import Kind

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject without timeouts is caught; its workers hang, so later events are lost, and nothing is used again."""
    assert_judged(
        "deadline-respected",
        condition="silent",
        mistake="no-timeout",
        also=("no-lost-event", "recovery-time", "breaker-closes"),
    )


def failing(story: Story, *moments: float, seconds: float = 0.1, **answer: Any) -> None:
    """Tries of one request that all fail."""
    for moment in moments:
        story.now = moment
        story.ask("Post", "a", seconds=seconds, **{"status": 500, **answer})


def test_redeliveries_are_bursts_of_their_own() -> None:
    """Whether they come after a pause, after a death, or after so many tries that the deadline has passed."""
    for moments, bursts in (((0.0, 31.0), 2), ((0.0, 20.0, 40.0, 59.0, 65.0), 2), ((0.0, 29.0), 1)):
        story = Story()
        failing(story, *moments)
        assert verdict(story.judge("deadline-respected")) == ("PASS", bursts, 0)
    story = Story()
    failing(story, 0.0)
    story.die()
    failing(story, 0.1)
    assert verdict(story.judge("deadline-respected")) == ("PASS", 2, 0)


def test_what_comes_once_the_work_began_anew_is_a_call_of_its_own() -> None:
    """A job that timed out is redelivered two seconds later, and reads its ticket again before it asks the AI."""
    for says, reads, expected in ((False, True, ("PASS", 4, 0)), (True, False, ("PASS", 3, 0)), (False, False, None)):
        story = Story()
        story.ask("Read", "a")
        failing(story, 1.0, seconds=55.0, status=None, outcome="info", reason="read-timeout")
        story.now += 2.0
        if says:
            story.report("started", "a")
        if reads:
            story.ask("Read", "a")
        failing(story, story.now, seconds=10.0)
        assert verdict(story.judge("deadline-respected")) == (expected or ("FAIL", 2, 1))


def test_work_that_began_with_a_call_does_not_part_it_from_its_retries() -> None:
    """The moment at which the first one was sent is no new beginning, nor is one while it lasts."""
    story = Story()
    story.report("started", "a")
    reading = story.send("Post", "a")
    story.report("started", "a")
    story.now = 40.0
    story.report("started", "a")
    story.end(reading, 500)
    failing(story, 41.0, seconds=25.0)
    assert verdict(story.judge("deadline-respected")) == ("FAIL", 1, 1)
    story = Story()
    story.send("Post", "a")
    story.report("started", "a")
    failing(story, 1.0)
    assert verdict(story.judge("deadline-respected")) == ("FAIL", 1, 1)


def test_who_tells_its_beginnings_has_no_others() -> None:
    """Three tries of half a minute are one call, though the last of them is begun after the deadline."""
    for says, expected in ((True, ("FAIL", 1, 1)), (False, ("PASS", 2, 0))):
        story = Story()
        if says:
            story.report("started", "a")
        failing(story, 0.1, 30.2, 60.3, seconds=30.0, status=None, outcome="info", reason="read-timeout")
        assert verdict(story.judge("deadline-respected")) == expected


def test_a_pause_that_is_longer_than_the_deadline_begins_a_new_call() -> None:
    """However short the deadline is."""
    story = Story()
    failing(story, 0.0, 6.0)
    assert verdict(story.judge("deadline-respected", default_seconds=5)) == ("PASS", 2, 0)


def test_an_answer_ends_a_call() -> None:
    """Polls are calls of their own; what is to be tried again goes on, as do requests that overlap."""
    for status, bursts in ((200, 2), (404, 2), (302, 2), (429, 1), (401, 1), (503, 1)):
        story = Story()
        failing(story, 0.0, 5.0, status=status)
        assert story.judge("deadline-respected").exercised == bursts, status
    story = Story()
    first = story.send("Post", "a")
    story.now = 1.0
    second = story.send("Post", "a")
    story.now = 2.0
    story.end(first)
    story.end(second)
    assert story.judge("deadline-respected").exercised == 1


def test_an_answer_that_was_left_unread_ends_a_call_unless_it_came_slowly() -> None:
    """A page of HTML is an answer to the caller, who may ask anew; time that ran out while it dripped is part of it."""
    for fault, expected in (("wrong-content-type", ("PASS", 2, 0)), ("slow-drip", ("FAIL", 1, 1))):
        story = Story()
        left: dict[str, Any] = {"status": 200, "outcome": "info", "reason": "abandoned", "faults": [fault]}
        failing(story, 0.0, seconds=3.0, **left)
        failing(story, 3.0, seconds=60.0)
        assert verdict(story.judge("deadline-respected")) == expected


def test_separate_calls_do_not_add_up() -> None:
    """A batch that asks again half a minute later has another deadline for it; a retry soon after has not."""
    for start, expected in ((45.0, ("PASS", 2, 0)), (40.0, ("FAIL", 1, 1))):
        story = Story()
        failing(story, 0.0, start, seconds=12.0, status=None, outcome="info", reason="read-timeout")
        assert verdict(story.judge("deadline-respected", default_seconds=50)) == expected


def test_a_pause_that_the_vendor_asked_for_belongs_to_the_call() -> None:
    """It is spent out of the call's own time."""
    story = Story()
    failing(story, 0.0, status=503, retry_after="40")
    failing(story, 40.5, seconds=25.0)
    assert verdict(story.judge("deadline-respected")) == ("FAIL", 1, 1)


def test_a_pause_that_is_much_longer_than_the_vendor_asked_for_begins_a_new_call() -> None:
    """Whoever waited that long has put the work aside, and takes it up again with all of its time."""
    for start, expected in ((50.5, ("PASS", 2, 0)), (49.5, ("FAIL", 1, 1))):
        story = Story()
        failing(story, 0.0, status=429, retry_after="20")
        failing(story, start, seconds=25.0)
        assert verdict(story.judge("deadline-respected")) == expected


def test_a_request_without_an_end_outlives_every_deadline() -> None:
    """It is judged with what came before it."""
    story = Story()
    story.send("Post", "a")
    assert verdict(story.judge("deadline-respected")) == ("FAIL", 1, 1)


def test_a_token_that_callers_share_is_not_held_to_the_deadline_of_one() -> None:
    """It has the general deadline, as long as nobody waits for ever."""
    for path, seconds, expected in (
        ("/oauth/token", 5.0, ("PASS", 1, 0)),
        ("/oauth/token", 9.0, ("FAIL", 1, 1)),
        ("/query", 5.0, ("FAIL", 1, 1)),
    ):
        story = Story()
        story.ask("Ask", None, seconds=seconds, path=path)
        judgement = story.judge("deadline-respected", seconds={"chat": 2}, default_seconds=8)
        assert verdict(judgement) == expected


def test_an_event_that_is_delivered_again_is_another_call() -> None:
    """However soon that is, and though the first call may still wait; another event's delivery changes nothing."""
    silent: dict[str, Any] = {"status": None, "outcome": "info", "reason": "read-timeout"}
    for key, expected in (("a", ("PASS", 2, 0)), ("b", ("FAIL", 1, 1))):
        story = Story()
        story.call("a")
        failing(story, 0.0, seconds=30.0, **silent)
        story.now = 32.0
        story.call(key)
        failing(story, 32.0, seconds=30.0, **silent)
        assert verdict(story.judge("deadline-respected")) == expected
    story = Story()
    story.call("a")
    first = story.send("Post", "a")
    story.now = 40.0
    story.call("a")
    second = story.send("Post", "a")
    for story.now, attempt in ((59.0, first), (99.0, second)):
        story.end(attempt, 500)
    assert verdict(story.judge("deadline-respected")) == ("PASS", 2, 0)


def test_the_end_of_a_delivery_is_no_delivery() -> None:
    """It was refused after the call for it had begun, and the call goes on."""
    story = Story()
    first = story.send("Post", "a")
    story.now = 5.0
    story.journal.append(Kind.DELIVERY, "desk", "webhook", key="a", ended=True, status=500)
    story.now = 30.0
    story.end(first, 500)
    failing(story, 32.0, seconds=30.0)
    assert verdict(story.judge("deadline-respected")) == ("FAIL", 1, 1)
