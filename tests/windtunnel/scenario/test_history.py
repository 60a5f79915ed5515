"""Histories."""

from __future__ import annotations

from windtunnel.kernel.journal import Kind
from windtunnel.scenario.history import History, chains, most_at_once, timeline

from .invariants.stories import Story
from .rehearsing import run


def test_every_attempt_finds_its_answer() -> None:
    """In a calm run all of them were answered with success."""
    history = run("calm", count=10).history
    assert len(history.attempts) == 31
    assert all(attempt.outcome == "ok" and (attempt.status or 500) < 300 for attempt in history.attempts)


def test_lost_answers_are_indeterminate_and_refusals_are_not() -> None:
    """A refused connection cannot have had an effect."""
    history = run("answers-lost").history
    outcomes = {fault: attempt.outcome for attempt in history.attempts for fault in attempt.faults}
    assert outcomes == {"lose-answer": "info", "refuse": "fail"}


def test_a_timeline_has_sendings_and_answers_in_order() -> None:
    """Time never goes back."""
    moments = timeline(run("calm", count=10).history.attempts)
    assert len(moments) == 62
    assert [at for at, _, _ in moments] == sorted(at for at, _, _ in moments)


def test_what_the_subject_gave_up_is_known_by_key() -> None:
    """Dead letters with their reasons."""
    history = run("refused").history
    assert history.dead_letters
    assert all(event.data["reason"] for events in history.dead_letters.values() for event in events)


def test_an_event_ends_with_its_last_outcome_or_with_a_reason() -> None:
    """Of a calm run all of them do, after they were accepted; of one with refusals too."""
    for condition in ("calm", "refused"):
        history = run(condition, count=12).history
        assert set(history.ends) == set(history.accepted)
        assert all(history.ends[key] >= event.at for key, event in history.accepted.items())
    assert any(history.explained(key) for key in history.ends)


def test_effects_are_known_by_key_and_facts_are_not_reports() -> None:
    """What the harness notes is nothing that the subject said."""
    history = run("calm", count=10).history
    assert [[event.data["outcome"] for event in events] for events in history.outcomes_by_key.values()] == [
        ["posted"]
    ] * 10
    assert {event.data["moment"] for event in history.facts["resources"]} == {"started", "quiet", "stopped"}
    assert "resources" not in history.transitions


def test_calls_are_known_by_key_with_how_they_ended() -> None:
    """A forged one is none."""
    history = run("forged", count=10).history
    assert [len(calls) for calls in history.calls.values()] == [1] * 10


def test_events_of_several_kinds_come_in_order() -> None:
    """As they are in the journal."""
    events = run("calm", count=5).history.of(Kind.ANSWER, Kind.ATTEMPT, Kind.EFFECT)
    assert [event.sequence for event in events] == sorted(event.sequence for event in events)
    assert {event.kind for event in events} == {Kind.ANSWER, Kind.ATTEMPT, Kind.EFFECT}


def test_the_most_at_once_counts_what_ends_before_what_begins() -> None:
    """At one and the same moment."""
    assert most_at_once([(0.0, 1), (1.0, -1), (1.0, 1), (1.0, 1), (3.0, -1), (2.0, -1)]) == 2


def test_a_long_pause_parts_attempts_of_one_request() -> None:
    """A short one does not."""
    attempts = run("poison").history.attempts_by_key["10"]
    posts = [attempt for attempt in attempts if attempt.operation == "PostMessage"]
    assert [len(part) for part in chains(posts, 1e9)] == [len(posts)]
    assert [len(part) for part in chains(posts, 1.0)] == [1] * len(posts)


def test_a_role_is_well_when_neither_the_plan_nor_a_strike_says_otherwise() -> None:
    """A strike on the n-th request comes when that comes; a role whose faults never end never is."""
    story = Story(heals={"chat": 10.0, "crm": 50.0})
    for role, moment, faults in (("chat", 20.0, ["reset"]), ("crm", 30.0, ["reset"]), ("ai", 60.0, ["reset"])):
        story.now = moment
        story.ask("Ask", None, role=role, seconds=2.0, faults=faults)
        story.ask("Ask", None, role=role, seconds=2.0)
    history = History(story.journal, story.settings, {})
    assert (history.heals, history.last_heal) == ({"chat": 22.0, "crm": 50.0}, 62.0)
    assert History(story.journal, Story().settings, {}).last_heal is None


def test_a_strike_that_takes_no_time_is_before_the_role_is_well() -> None:
    """What comes at the same moment is after it."""
    story = Story(heals={"chat": 1.0})
    story.now = 5.0
    story.ask("Ask", None, seconds=0.0, faults=["refuse"])
    history = History(story.journal, story.settings, {})
    assert 5.0 < history.heals["chat"] < 5.001
