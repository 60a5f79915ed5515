"""When a run over sockets is over."""

from __future__ import annotations

import pytest

from windtunnel.scenario.history import History
from windtunnel.scenario.model import Wire, load
from windtunnel.scenario.settling import SETTLED_SECONDS, everything_done, settled_seconds

from .invariants.stories import Story
from .rehearsing import PROJECT, errand


def is_done(story: Story) -> bool:
    """Tell whether there is nothing left to wait for."""
    return everything_done(History(story.journal, story.settings, story.surfaces))


def test_it_is_over_once_every_event_has_its_outcome() -> None:
    """Not before, and never while nothing has arrived."""
    story = Story("told")
    assert not is_done(story)
    story.accept("a", "b")
    story.effect("told", "a")
    assert not is_done(story)
    story.effect("told", "b")
    assert is_done(story)


def test_a_request_without_an_answer_is_waited_for() -> None:
    """It may still have an effect, and the subject may send it again."""
    story = Story("told")
    story.accept("a")
    story.effect("told", "a")
    attempt = story.send("Post", "a")
    assert not is_done(story)
    story.end(attempt)
    assert is_done(story)


@pytest.mark.parametrize(("report", "done"), [("rejected", True), ("reviewed", True), ("dead-lettered", False)])
def test_what_was_given_up_is_through_unless_it_may_come_back(report: str, done: bool) -> None:
    """Dead letters are replayed."""
    story = Story("told")
    story.accept("a")
    story.report(report, "a", reason="it cannot be read")
    assert is_done(story) is done


def test_without_required_outcomes_nothing_tells_that_it_is_over() -> None:
    """Only silence does."""
    story = Story()
    story.accept("a")
    assert not is_done(story)


def test_silence_is_short_when_everything_is_done() -> None:
    """As the scenario says, and never longer than its quiet time."""
    scenario = errand().model_copy(update={"quiet": 45.0})
    assert settled_seconds(scenario, "calm", Wire()) == SETTLED_SECONDS
    assert settled_seconds(scenario, "calm", Wire(settled=20.0)) == 20.0
    assert settled_seconds(scenario.model_copy(update={"quiet": 3.0}), "calm", Wire(settled=20.0)) == 3.0


def test_after_a_death_silence_is_long_in_any_case() -> None:
    """What the dead process held is taken up again when its lease lapses."""
    clerk = load(PROJECT, "clerk").model_copy(update={"quiet": 45.0})
    assert settled_seconds(clerk, "killed", Wire(settled=2.0)) == 45.0
