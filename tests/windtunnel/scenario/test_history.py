"""Histories."""

from __future__ import annotations

from windtunnel.scenario.history import timeline

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
