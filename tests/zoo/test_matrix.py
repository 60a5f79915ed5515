"""Every mistake is caught by the invariant that it breaks; the reference integration breaks none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

from .mistakes import MISTAKES, Mistake

PROJECT = Project(Path(__file__).resolve().parents[2])


@pytest.fixture
def made(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Mistake:
    """Make the mistake while the test lasts."""
    mistake: Mistake = request.param
    for place, patch in mistake.places.items():
        owner, name = _owner(place)
        monkeypatch.setattr(owner, name, patch(getattr(owner, name)))
    return mistake


def _owner(place: str) -> tuple[Any, str]:
    module_name, _, attribute = place.partition(":")
    owner: Any = PROJECT.module("adapters", *module_name.split("."))
    *path, name = attribute.split(".")
    for part in path:
        owner = getattr(owner, part)
    return owner, name


def violated(mistake: Mistake) -> tuple[ConditionResult, set[str]]:
    """Run the condition under which a mistake shows."""
    request = Request(["support-triage"], [mistake.condition], count=mistake.count, jobs=1)
    (condition,) = rehearse(PROJECT, request).scenarios[0].conditions
    broken = {each.name for each in condition.invariants if each.verdict is Verdict.FAIL}
    return condition, broken


@pytest.mark.parametrize("made", MISTAKES, ids=lambda mistake: mistake.name, indirect=True)
def test_a_mistake_is_caught_by_the_invariant_that_it_breaks(made: Mistake) -> None:
    """Under a condition that ``windtunnel run`` reaches by itself."""
    condition, broken = violated(made)
    assert made.breaks in broken, (broken, condition.reasons)


@pytest.mark.parametrize(("condition", "count"), sorted({(mistake.condition, mistake.count) for mistake in MISTAKES}))
def test_the_reference_integration_breaks_nothing_there(condition: str, count: int) -> None:
    """With the same tickets, in the same conditions."""
    request = Request(["support-triage"], [condition], count=count, jobs=1)
    (result,) = rehearse(PROJECT, request).scenarios[0].conditions
    assert {each.name for each in result.invariants if each.verdict is Verdict.FAIL} == set()
