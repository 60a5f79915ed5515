"""poison-isolation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that finishes one event before it begins the next is caught."""
    assert_judged("poison-isolation", condition="poison", mistake="blocks-behind-poison")


def test_an_outage_is_no_poison() -> None:
    """What failed while everything failed was not to blame."""
    story = Story("told")
    story.accept("a", "b", "c", "d")
    for _ in range(3):
        for key in "abcd":
            story.ask("Post", key, status=503)
    story.report("dead-lettered", "a", reason="gave up")
    for key in "bcd":
        story.ask("Post", key)
        story.effect("told", key)
    assert verdict(story.judge("poison-isolation")) == ("INCONCLUSIVE", 0, 0)


def spoil(story: Story, *, tries: int = 3, pause: float = 1.0, seconds: float = 0.1, key: str | None = "x") -> None:
    """One event fails while three others are well."""
    for number in range(tries):
        if number:
            story.now += pause
        story.ask("Post", key, status=500, seconds=seconds)
        if number == 0:
            for other in "abc":
                story.ask("Post", other)
                story.effect("told", other)


def test_poison_is_given_up_with_a_reason() -> None:
    """What is tried without end, or dropped in silence, is not."""
    for reason, expected in (("refused", ("PASS", 1, 0)), (None, ("FAIL", 1, 1))):
        story = Story("told")
        story.accept("a", "b", "c", "x")
        spoil(story)
        story.report("dead-lettered", "x", **({} if reason is None else {"reason": reason}))
        assert verdict(story.judge("poison-isolation")) == expected


def test_poison_is_what_fails_often_for_one_alone() -> None:
    """Not after a failure or two, not what is done already, not where few pass, not what belongs to no event."""
    few, done, nobody, lonely = (Story("told") for _ in range(4))
    spoil(few, tries=2)
    done.effect("told", "x")
    spoil(done)
    spoil(nobody, key=None)
    for _ in range(3):
        lonely.ask("Post", "x", status=500)
        lonely.ask("Post", "a")
    for story in (few, done, nobody, lonely):
        assert verdict(story.judge("poison-isolation")) == ("INCONCLUSIVE", 0, 0)
    left_out = Story("told")
    spoil(left_out)
    assert verdict(left_out.judge("poison-isolation", except_roles=["chat"])) == ("INCONCLUSIVE", 0, 0)


def test_poison_is_tried_in_a_few_rounds() -> None:
    """A pause ends a round, counted from the end of a try."""
    for pause, receives, expected in ((30.0, 3, "PASS"), (30.0, 2, "FAIL"), (5.0, 1, "PASS"), (17.0, 1, "PASS")):
        story = Story("told")
        spoil(story, pause=pause, seconds=5.0)
        story.report("dead-lettered", "x", reason="refused")
        assert story.judge("poison-isolation", receives=receives).verdict.value == expected, pause


def test_others_that_fail_as_often_as_they_pass_are_an_outage_of_the_moment() -> None:
    """What passed before or after says nothing of the time in which it was tried."""
    story = Story("told")
    for other in "abc":
        story.ask("Post", other)
    story.now = 100.0
    story.ask("Post", "x", status=500)
    for other in "abc":
        story.ask("Post", other, status=500)
    story.ask("Post", "x", status=500)
    story.ask("Post", "x", status=500)
    story.now = 200.0
    for other in "abc":
        story.ask("Post", other)
    assert verdict(story.judge("poison-isolation")) == ("INCONCLUSIVE", 0, 0)


def test_poison_holds_no_other_up() -> None:
    """Whoever came before it, or after it, may have waited for something else; so may it itself."""
    for accepted_at, done_at, expected in (
        (50.0, 60.0, ("PASS", 1, 0)),
        (50.0, 700.0, ("FAIL", 1, 1)),
        (1.0, 700.0, ("PASS", 1, 0)),
        (90.0, 800.0, ("PASS", 1, 0)),
        (50.0, None, ("PASS", 1, 0)),
    ):
        story = Story("told")
        moments: list[tuple[float, str]] = [(10.0, "try"), (40.0, "try"), (80.0, "try"), (accepted_at, "accept")]
        moments += [] if done_at is None else [(done_at, "done")]
        story.accept("x")
        for story.now, what in sorted(moments):
            if what == "try":
                story.ask("Post", "x", status=500, seconds=0.0)
                for other in "abc" if story.now == 10.0 else "":
                    story.ask("Post", other, seconds=0.0)
            elif what == "accept":
                story.accept("late")
            else:
                story.effect("told", "late")
        story.now = 900.0
        story.report("dead-lettered", "x", reason="refused")
        assert verdict(story.judge("poison-isolation")) == expected, (accepted_at, done_at)
    story = Story("told")
    spoil(story, tries=1)
    story.accept("x")
    spoil(story, tries=3)
    story.now = 2000.0
    story.report("dead-lettered", "x", reason="refused")
    assert verdict(story.judge("poison-isolation")) == ("PASS", 1, 0)


def test_a_failure_of_another_now_and_then_makes_no_outage() -> None:
    """Nor does a try that was never answered make a round of its own."""
    story = Story("told")
    for other in "abc":
        story.ask("Post", other)
    story.ask("Post", "x", status=500)
    story.ask("Post", "a", status=500)
    story.ask("Post", "a")
    story.send("Post", "x")
    story.now += 1.0
    story.ask("Post", "x", status=500)
    assert verdict(story.judge("poison-isolation")) == ("FAIL", 1, 1)
    story.report("dead-lettered", "x", reason="refused")
    assert verdict(story.judge("poison-isolation", receives=1)) == ("PASS", 1, 0)


def test_a_request_whose_answer_was_lost_after_it_had_its_effect_is_no_poison() -> None:
    """Though the event lacks an outcome that somebody would have to ask for; another's effect is not its own."""
    for effect_of, expected in (("x", ("INCONCLUSIVE", 0, 0)), ("y", ("FAIL", 1, 1))):
        story = Story("told", "answered")
        story.accept("a", "b", "c", "x")
        spoil(story, tries=2)
        lost = story.send("Post", "x")
        story.effect("told", effect_of, attempt=lost)
        story.end(lost, status=None, outcome="info", reason="reset", faults=["lose-answer"])
        assert verdict(story.judge("poison-isolation")) == expected


def test_an_event_that_comes_through_by_another_way_is_no_poison() -> None:
    """Though it lacks an outcome; one that was there before the last failure shows nothing."""
    for later, expected in ((True, ("INCONCLUSIVE", 0, 0)), (False, ("FAIL", 1, 1))):
        story = Story("told", "answered")
        story.accept("a", "b", "c", "x")
        if not later:
            story.effect("told", "x")
        spoil(story)
        if later:
            story.now += 1.0
            story.effect("told", "x")
        assert verdict(story.judge("poison-isolation")) == expected
