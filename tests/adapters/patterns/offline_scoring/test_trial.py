"""Phases, and the rule that ends them."""

from __future__ import annotations

import pytest

from adapters.patterns.offline_scoring.trial import SWAPS, TRANSITIONS, Event, Phase, Rule, Tally

RULE = Rule(answers=10, better_by=0.1, worse_by=0.0)


@pytest.mark.parametrize(
    ("phase", "tally", "event"),
    [
        (Phase.SHADOW, Tally(9, 0, 9), None),
        (Phase.SHADOW, Tally(10, 5, 7), Event.PROMOTED),
        (Phase.SHADOW, Tally(10, 5, 6), Event.REJECTED),
        (Phase.SHADOW, Tally(10, 5, 5), Event.REJECTED),
        (Phase.WATCH, Tally(9, 0, 9), None),
        (Phase.WATCH, Tally(10, 5, 5), Event.CONFIRMED),
        (Phase.WATCH, Tally(10, 5, 6), Event.ROLLED_BACK),
        (Phase.STEADY, Tally(99, 0, 99), None),
    ],
)
def test_a_phase_is_judged_after_enough_answers(phase: Phase, tally: Tally, event: Event | None) -> None:
    """A candidate must be better by a margin; who took over must not be worse."""
    assert RULE.judge(phase, tally) is event


def test_every_phase_can_end_and_every_event_ends_one() -> None:
    """No phase is a trap, and no event is forgotten."""
    assert {phase for phase, _ in TRANSITIONS} == set(Phase)
    assert {event for _, event in TRANSITIONS} == set(Event)
    assert set(Event) >= SWAPS


def test_nothing_said_is_no_lead() -> None:
    """Instead of a division by zero."""
    assert Tally().lead == 0.0
