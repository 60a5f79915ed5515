"""bounded-staleness: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.sights import Sight

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject whose cache never expires is caught; it passes old values off as fresh, too."""
    assert_judged(
        "bounded-staleness",
        scenario="assistant/assistant",
        condition="calm",
        mistake="caches-for-ever",
        also=("graceful-degradation",),
    )


def served(story: Story, key: str, version: int, **more: object) -> None:
    """Somebody asks and gets a version."""
    story.accept(key)
    story.fact("version-served", key, version=version, **more)


def test_what_is_served_may_be_as_old_as_declared_and_no_older() -> None:
    """The version that was newest so long ago is the least that is served."""
    story = Story()
    story.fact("version-committed", None, version=2, id="rate")
    story.now = 50
    served(story, "a", 1)
    story.now = 70
    served(story, "b", 1)
    served(story, "c", 2)
    judgement = story.judge("bounded-staleness", within_seconds=60)
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (2, ["b"])


def test_a_version_may_be_one_of_something_else_than_its_record() -> None:
    """Each message tells another purchase of a customer; what the customer is shown is no older."""
    for concerns, expected in ((None, ("INCONCLUSIVE", 0, [])), ("customer", ("FAIL", 2, ["b"]))):
        told = {"of": "anna"} if concerns else {}
        story = Story()
        story.fact("version-committed", None, version=1, id="message-1", **told)
        story.fact("version-committed", None, version=2, id="message-2", **told)
        story.fact("version-committed", None, version=3, id="message-3", **{**told, "of": "bert"} if told else {})
        story.now = 70
        served(story, "a", 2, record="anna")
        served(story, "b", 1, record="anna")
        judgement = story.judge("bounded-staleness", concerns=concerns, within_seconds=60)
        found = [violation.key for violation in judgement.violations]
        assert (judgement.verdict.value, judgement.exercised, found) == expected


def test_a_session_never_goes_back() -> None:
    """Another session may lag behind."""
    story = Story()
    for moment, (person, version) in enumerate((("anna", 2), ("bert", 1), ("anna", 1), ("bert", 2))):
        story.now = float(moment)
        served(story, f"call-{moment}", version, session=person)
    judgement = story.judge("bounded-staleness")
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (2, ["call-2"])


def test_a_later_call_is_measured_by_the_highest_version_that_had_been_served() -> None:
    """Not by the last one, nor by one that was still on its way."""
    story = Story()
    for moment, version in enumerate((3, 1, 2)):
        story.now = float(moment)
        served(story, f"call-{moment}", version, session="anna")
    judgement = story.judge("bounded-staleness")
    assert [violation.key for violation in judgement.violations] == ["call-1", "call-2"]
    story = Story()
    story.accept("slow")
    story.now = 1.0
    story.accept("early")
    story.now = 2.0
    story.fact("version-served", "slow", version=2, session="anna")
    story.now = 3.0
    story.fact("version-served", "early", version=1, session="anna")
    assert verdict(story.judge("bounded-staleness")) == ("INCONCLUSIVE", 0, 0)


def test_where_all_are_served_the_same_nobody_goes_back_behind_anybody() -> None:
    """Record by record."""
    story = Story()
    for moment, (version, record) in enumerate(((2, "x"), (1, "y"), (1, "x"))):
        story.now = float(moment)
        served(story, f"call-{moment}", version, record=record)
    assert verdict(story.judge("bounded-staleness")) == ("INCONCLUSIVE", 0, 0)
    judgement = story.judge("bounded-staleness", shared=True)
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (1, ["call-2"])


def test_what_says_no_version_and_what_nobody_asked_for_is_not_judged() -> None:
    """Neither are commits without one."""
    story = Story()
    story.fact("version-committed", None, version=None, id="rate")
    story.fact("version-committed", None, version=2, id="rate")
    story.now = 100.0
    served(story, "a", 3)
    story.now = 101.0
    story.accept("b")
    story.fact("version-served", "b", version="unknown")
    story.fact("version-served", "nobody", version=1)
    assert verdict(story.judge("bounded-staleness", shared=True)) == ("PASS", 1, 0)


def test_what_is_noted_is_limited_to_a_role_and_to_what_an_answer_says() -> None:
    """Places that are not declared are not looked at."""
    commits, replies = INVARIANTS["bounded-staleness"].with_parameters({"role": "crm", "session": "body.who"}).wanted()
    assert isinstance(commits, Sight)
    assert isinstance(replies, Sight)
    assert (commits.roles, set(replies.values)) == (("crm",), {"version", "session"})
    anything, _ = INVARIANTS["bounded-staleness"].with_parameters({}).wanted()
    assert isinstance(anything, Sight)
    assert (anything.roles, set(anything.values)) == ((), {"version"})
    parts, _ = INVARIANTS["bounded-staleness"].with_parameters({"concerns": "account.id"}).wanted()
    assert isinstance(parts, Sight)
    assert parts.values == {"version": "version", "of": "account.id"}
