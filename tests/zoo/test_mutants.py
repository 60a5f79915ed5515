"""A checker with one thing changed is noticed: by the zoo, or by a history written by hand for its finer points.

The stories are the tests of the checker that need no run. What they let pass judges the histories of mistakes that the
invariant catches, and of the reference integration in the same places, which are run once per session
(with ``WINDTUNNEL_ZOO=all`` those judge what is believed to be equivalent, too). A mutant is
noticed when a story fails, when a verdict is another one than that of the true checker (a mistake that is no longer
caught, the reference held to be wrong, something that was exercised and is no more), or when it breaks down.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import ModuleType

import pytest

from windtunnel.scenario.invariants import INVARIANTS, Invariant, falsehoods, lives, overlap, pacing, redelivery

from .mistakes import MISTAKES
from .mutants import Mutant, mutants_of
from .specimens import Rehearsed, reference, with_mistake
from .stories import notice, notice_part

pytestmark = pytest.mark.thorough

EVERYTHING = os.environ.get("WINDTUNNEL_ZOO") == "all"
"""Whether specimens are shown to changes that are believed to change nothing, too."""
SPECIMENS_MAX = 4
"""So many mistakes, and the reference integration in the same places, look at the mutants of one checker."""

EQUIVALENT: Mapping[tuple[str, str], str] = {
    ("no-lost-event", "drop filter `(name, key) not in history.outcomes`"): "only the message says which are missing",
    ("no-lost-event", "invert `(name, key) not in history.outcomes`"): "only the message says which are missing",
    ("indeterminate-resolved", "drop filter `event.attempt is not None`"): "every attempt has a number",
    (
        "retry-after-honoured",
        "drop `attempt.answer is None` of `attempt.status not in (429, 503) or attempt.answer is None`",
    ): "a status comes with an answer",
    ("backoff-shape", "drop filter `len(attempts) > 1`"): "one attempt has no pauses: this saves time and nothing else",
    (
        "backoff-shape",
        "drop `before.answer is not None` of `before.answer is not None and before.answer.data.get('retry_after')`",
    ): "what has an end has an answer",
    (
        "breaker-closes",
        "drop `a.end is not None` of `a.end is not None and (not a.failed)`",
    ): "what has no end has failed",
    (
        "bounded-queue",
        "drop `deepest_at is not None` of `deepest > self.depth and deepest_at is not None`",
    ): "where something is deepest, it was at some event",
    (
        "bounded-queue",
        "drop `event is not None` of `event is not None and event.data.get('failure') == 'timeout'`",
    ): "an answer is an event",
    (
        "order-per-key",
        "drop `event.key is not None` of `event.key is not None and (not event.data.get('ended'))`",
    ): "nothing is looked up without a key",
    (
        "retry-amplification",
        "drop `attempt.end is None` of `not attempt.succeeded or attempt.end is None`",
    ): "what has succeeded has an end",
    (
        "windtunnel.scenario.invariants.redelivery",
        "drop `attempt.end is not None` of `attempt.succeeded and attempt.end is not None`",
    ): "what has succeeded has an end",
    (
        "graceful-degradation",
        "drop `attempt.end is not None` of `attempt.end is not None and attempt.end <= moment`",
    ): "what has succeeded has an end",
    (
        "cancellation",
        "drop `e.key is not None` of `not e.data.get('ended') and e.key is not None`",
    ): "nothing is looked up without a key",
    (
        "observability",
        "drop `attempt.answer is not None` of `attempt.answer is not None and attempt.reason != 'abandoned'`",
    ): "what was not answered was struck by nothing that the journal knows",
    (
        "observability",
        "drop `report.key is not None` of `report.key is not None and report.actor != HARNESS`",
    ): "nothing is looked up without a key",
}
"""Changes that change no verdict, by invariant, and why."""


def histories(invariant: str) -> Sequence[Rehearsed]:
    """Return runs that tell most of an invariant: with mistakes that break it, and without, in the same places."""
    mistakes = [mistake for mistake in MISTAKES if mistake.breaks == invariant][:SPECIMENS_MAX]
    places = sorted({(mistake.scenario, mistake.condition, mistake.count) for mistake in mistakes})
    return [*map(with_mistake, mistakes), *(reference(*place) for place in places)]


def is_noticed(mutant: Mutant, invariant: str) -> bool:
    """Tell whether a mutant judges a story or a specimen otherwise; stories first, since they are short."""
    checker = mutant.checker(invariant)
    if notice(invariant, checker):
        return True
    if (invariant, mutant.change) in EQUIVALENT and not EVERYTHING:
        return False
    return any(_differs(checker, run) for run in histories(invariant))


def _differs(checker: type[Invariant], run: Rehearsed) -> bool:
    parameters = run.scenario.invariants[checker.name]
    try:
        return checker.with_parameters(parameters).judge(run.history).verdict is not run.judgement(checker.name).verdict
    except Exception:  # noqa: BLE001  # a checker that breaks down is noticed by everybody
        return True


@pytest.mark.timeout(600)  # on its own, without the matrix before it, it makes the runs that it needs
@pytest.mark.parametrize("invariant", INVARIANTS)
def test_a_changed_checker_is_noticed(invariant: str) -> None:
    """Whatever condition is inverted, dropped or weakened, and whatever report is left out."""
    mutants = list(mutants_of(INVARIANTS[invariant].__module__))
    assert mutants
    unnoticed = {(invariant, mutant.change) for mutant in mutants if not is_noticed(mutant, invariant)}
    assert unnoticed == {place for place in EQUIVALENT if place[0] == invariant}


@pytest.mark.parametrize(
    "part", [falsehoods, lives, overlap, pacing, redelivery], ids=lambda part: part.__name__.rpartition(".")[2]
)
def test_a_changed_part_of_checkers_is_noticed(part: ModuleType) -> None:
    """By its own tests: it is what several checkers rest on."""
    mutants = list(mutants_of(part.__name__))
    assert mutants
    unnoticed = {(part.__name__, each.change) for each in mutants if not notice_part(part.__name__, each.made())}
    assert unnoticed == {place for place in EQUIVALENT if place[0] == part.__name__}
