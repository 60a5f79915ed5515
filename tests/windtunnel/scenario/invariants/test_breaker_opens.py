"""breaker-opens: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject without a breaker is caught; it multiplies attempts and rushes back too."""
    assert_judged(
        "breaker-opens",
        condition="chat-down",
        mistake="no-breaker",
        also=("bounded-attempts", "breaker-closes", "retry-amplification"),
    )


def fail(story: Story, *operations: str, times: int = 1) -> None:
    """Requests of such operations fail, one after the other."""
    for operation in operations * times:
        story.ask(operation, "a", status=500)


def test_a_request_inside_the_cool_down_is_one_too_many() -> None:
    """A probe after it is none, and a second one is."""
    for pauses, expected in (((1.0,), ("FAIL", 1, 1)), ((15.0,), ("PASS", 1, 0)), ((15.0, 1.0), ("FAIL", 1, 1))):
        story = Story()
        fail(story, "Post", times=10)
        for pause in pauses:
            story.now += pause
            fail(story, "Post")
        assert verdict(story.judge("breaker-opens")) == expected


def test_a_success_closes_and_what_nobody_waited_for_says_nothing() -> None:
    """Ten failures with a success among them are not in a row; an abandoned request is neither."""
    story = Story()
    fail(story, "Post", times=9)
    story.ask("Post", "a")
    fail(story, "Post", times=9)
    story.ask("Post", "a", status=None, outcome="info", reason="abandoned")
    assert verdict(story.judge("breaker-opens")) == ("INCONCLUSIVE", 0, 0)


def test_an_answer_that_was_not_read_to_its_end_is_no_failure_unless_it_was_one() -> None:
    """The client had its status, and may have taken it for an answer; a 5xx stays one, and no status says nothing."""
    for status, expected in ((200, ("INCONCLUSIVE", 0, 0)), (503, ("FAIL", 1, 1)), (None, ("PASS", 1, 0))):
        story = Story()
        fail(story, "Post", times=9)
        story.ask("Post", "a", status=status, outcome="info", reason="abandoned")
        fail(story, "Post", times=2)
        assert verdict(story.judge("breaker-opens")) == expected, status


def test_each_operation_may_have_a_breaker_of_its_own() -> None:
    """Ten failures over two operations open neither of them; those of one do not close the other."""
    story = Story()
    fail(story, "Post", "Look", times=9)
    assert verdict(story.judge("breaker-opens")) == ("INCONCLUSIVE", 0, 0)
    story = Story()
    fail(story, "Post", times=10)
    story.now += 1.0
    fail(story, "Look", times=9)
    assert verdict(story.judge("breaker-opens")) == ("PASS", 1, 0)
    fail(story, "Post")
    assert verdict(story.judge("breaker-opens")) == ("FAIL", 1, 1)


def test_a_role_that_answers_elsewhere_may_have_one_breaker_for_all() -> None:
    """Its failures are not in a row."""
    story = Story()
    for _ in range(12):
        fail(story, "Post")
        story.ask("Look", "a")
    assert verdict(story.judge("breaker-opens")) == ("INCONCLUSIVE", 0, 0)


def test_what_was_on_its_way_when_it_opened_is_not_too_many() -> None:
    """Whether it was sent before, at the same moment, or so soon after that nobody had seen the answer."""
    for seconds, skew, expected in (
        (0.0, 0.0, ("PASS", 1, 0)),
        (0.5, 0.0, ("FAIL", 1, 1)),
        (0.5, 1.0, ("PASS", 1, 0)),
    ):
        story = Story()
        story.settings = replace(story.settings, skew_seconds=skew)
        early = story.send("Post", "b")
        fail(story, "Post", times=10)
        story.now += seconds
        late = story.send("Post", "c")
        story.now += 0.1
        story.end(early, 500)
        story.end(late, 500)
        assert verdict(story.judge("breaker-opens")) == expected


def test_a_new_process_knows_of_no_failure() -> None:
    """It counts from the beginning; what the dead one had asked tells it nothing."""
    story = Story()
    left = story.send("Post", "b")
    fail(story, "Post", times=10)
    story.now += 1.0
    story.die()
    story.end(left, None, "info", reason="died")
    fail(story, "Post", times=9)
    assert verdict(story.judge("breaker-opens")) == ("PASS", 1, 0)
    fail(story, "Post")
    story.now += 1.0
    fail(story, "Post")
    assert verdict(story.judge("breaker-opens")) == ("FAIL", 2, 1)


def test_a_role_that_is_left_out_is_not_judged() -> None:
    """It has no breaker."""
    story = Story()
    fail(story, "Post", times=20)
    assert verdict(story.judge("breaker-opens", except_roles=["chat"])) == ("INCONCLUSIVE", 0, 0)


def test_every_process_counts_for_itself() -> None:
    """The second death is one, too."""
    story = Story()
    for _ in range(3):
        story.now += 5.0
        fail(story, "Post", times=9)
        story.die()
    assert verdict(story.judge("breaker-opens")) == ("INCONCLUSIVE", 0, 0)


def test_role_and_operation_reach_the_threshold_in_either_order() -> None:
    """It is reached when both have."""
    operation_first, role_first = Story(), Story()
    fail(operation_first, "Post", times=9)
    operation_first.ask("Look", "a")
    fail(operation_first, "Post", times=10)
    fail(role_first, "Post", "Look", times=5)
    fail(role_first, "Post", times=5)
    for story in (operation_first, role_first):
        assert verdict(story.judge("breaker-opens")) == ("PASS", 1, 0)


def test_two_probes_at_one_moment_are_one_too_many() -> None:
    """The second one was let through by nobody."""
    story = Story()
    fail(story, "Post", times=10)
    story.now += 15.0
    for probe in [story.send("Post", "a"), story.send("Post", "b")]:
        story.end(probe, 500)
    assert verdict(story.judge("breaker-opens")) == ("FAIL", 1, 1)


def test_what_comes_after_a_pause_of_a_cool_down_is_a_probe() -> None:
    """A breaker that opened at its fifth failure rests from then on, whatever is heard later of what was under way."""
    for pause, expected in ((15.0, ("PASS", 1, 0)), (14.0, ("FAIL", 1, 1))):
        story = Story()
        early = [story.send("Post", "a") for _ in range(10)]
        for attempt in early[:5]:
            story.end(attempt, None, "info")
        story.now += pause - 1.0
        for attempt in early[5:]:
            story.end(attempt, None, "info")
        story.now += 1.0
        story.end(story.send("Post", "b"), None, "info")
        assert verdict(story.judge("breaker-opens")) == expected


def test_after_a_probe_that_came_early_nothing_comes_for_a_cool_down() -> None:
    """The cool-down after it is counted from the probe."""
    for pause, expected in ((15.0, ("PASS", 1, 0)), (14.0, ("FAIL", 1, 1))):
        story = Story()
        early = [story.send("Post", "a") for _ in range(10)]
        story.now += 14.0
        for attempt in early:
            story.end(attempt, None, "info")
        story.now += 1.0
        fail(story, "Post")
        story.now += pause - 0.1
        fail(story, "Post")
        assert verdict(story.judge("breaker-opens")) == expected
