"""A checker with one thing changed is noticed: by the zoo, or by a history written by hand for its finer points.

Mistakes and the reference integration are run once; then every mutant judges the histories that are left. One is
noticed when a verdict is another one than that of the true checker (a mistake that is no longer caught, the reference
held to be wrong, something that was exercised and is no more), or when it breaks down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from windtunnel.scenario.invariants import INVARIANTS, Invariant
from windtunnel.scenario.model import load
from windtunnel.scenario.verdict import Verdict

from .mistakes import MISTAKES
from .mutants import Mutant, mutants_of
from .specimens import PROJECT, Rehearsed, reference, with_mistake
from .stories import notice

SCENARIO = "support-triage"
JUDGED = tuple(load(PROJECT, SCENARIO).invariants)
"""The invariants of the scenario whose zoo is largest."""

EQUIVALENT: Mapping[tuple[str, str], str] = {
    ("no-lost-event", "drop filter `(name, key) not in history.outcomes`"): "only the message says which are missing",
    ("no-lost-event", "invert `(name, key) not in history.outcomes`"): "only the message says which are missing",
    (
        "indeterminate-resolved",
        "drop filter `event.attempt is not None`",
    ): "every attempt has a number",
    ("backoff-shape", "drop filter `len(attempts) > 1`"): "one attempt has no pauses: this saves time and nothing else",
}
"""Changes that change no verdict, by invariant, and why."""


def histories(invariant: str) -> Sequence[Rehearsed]:
    """Return all runs of the scenario, those first that tell most of an invariant."""
    mistakes = sorted((m for m in MISTAKES if m.scenario == SCENARIO), key=lambda mistake: mistake.breaks != invariant)
    places = sorted({(mistake.condition, mistake.count) for mistake in mistakes})
    wrong = [with_mistake(mistake) for mistake in mistakes]
    right = [reference(SCENARIO, condition, count) for condition, count in places]
    return sorted([*wrong, *right], key=lambda rehearsed: _tells(rehearsed.judgement(invariant).verdict))


def _tells(verdict: Verdict) -> int:
    return (Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE).index(verdict)


def is_noticed(mutant: Mutant, runs: Sequence[tuple[Rehearsed, Verdict]]) -> bool:
    """Tell whether a mutant's verdicts differ from the true ones, or its stories."""
    checker = mutant.checker()
    return any(_differs(checker, run, true) for run, true in runs) or notice(mutant.invariant, checker)


def _differs(checker: type[Invariant], run: Rehearsed, true: Verdict) -> bool:
    parameters = run.scenario.invariants[checker.name]
    try:
        return checker.with_parameters(parameters).judge(run.history).verdict is not true
    except Exception:  # noqa: BLE001  # a checker that breaks down is noticed by everybody
        return True


@pytest.mark.timeout(600)  # on its own, without the matrix before it, the first one makes all runs
@pytest.mark.parametrize("invariant", JUDGED)
def test_a_changed_checker_is_noticed(invariant: str) -> None:
    """Whatever condition is inverted, dropped or weakened, and whatever report is left out."""
    runs = [(run, run.judgement(invariant).verdict) for run in histories(invariant)]
    mutants = list(mutants_of(invariant))
    assert mutants
    unnoticed = {(invariant, mutant.change) for mutant in mutants if not is_noticed(mutant, runs)}
    assert unnoticed == {place for place in EQUIVALENT if place[0] == invariant}


def test_the_zoo_itself_notices_most_changes() -> None:
    """The report of every invariant of the scenario, left out as a whole, is missed in the zoo without any story."""
    for invariant in JUDGED:
        runs = histories(invariant)
        blind = type("Blind", (INVARIANTS[invariant],), {"judge": _sees_nothing(INVARIANTS[invariant])})
        assert any(_differs(blind, run, run.judgement(invariant).verdict) for run in runs), invariant


def _sees_nothing(original: type[Invariant]) -> object:
    def judge(self: Invariant, history: object) -> object:
        found = original.judge(self, history)  # type: ignore[arg-type]  # a history, as it is given
        return type(found)(found.exercised)

    return judge
