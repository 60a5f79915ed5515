"""A scenario has the same verdict in every world.

A few cells always; all of them, which takes minutes of real time, where ``WINDTUNNEL_WIRE_SCENARIOS`` names scenarios
(``all``, or names with commas between them). ``WINDTUNNEL_VIRTUAL_REPORT`` can name the ``report.json`` of a run in the
virtual world with the same content, which then is not made again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult, RehearsalResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

PROJECT = Project(Path(__file__).resolve().parents[2])
ASKED = tuple(filter(None, os.environ.get("WINDTUNNEL_WIRE_SCENARIOS", "").split(",")))
JOBS = int(os.environ.get("WINDTUNNEL_WIRE_JOBS", "24"))
REPORT = os.environ.get("WINDTUNNEL_VIRTUAL_REPORT")
QUICK = {
    "supplier-invoices": "sent-twice",
    "document-intake": "forged-deliveries",
    "offline-scoring": "ai-operation-removed",
}
"""Cells that take seconds: calls and webhooks in, a broker between, drift; no scenario has the condition of another."""

Cell = tuple[str, str]


def cells(result: RehearsalResult) -> dict[Cell, ConditionResult]:
    """Return every condition that was run."""
    return {(scenario.name, each.name): each for scenario in result.scenarios for each in scenario.conditions}


def run(
    world: str, scenarios: Iterable[str], conditions: Iterable[str] = (), jobs: int | None = None
) -> RehearsalResult:
    """Rehearse in one world."""
    return rehearse(PROJECT, Request(scenarios=tuple(scenarios), conditions=tuple(conditions), world=world, jobs=jobs))


def in_virtual_time(scenarios: Iterable[str]) -> dict[Cell, ConditionResult]:
    """Return every condition in the virtual world, as it runs now or was reported."""
    if REPORT is None:
        return cells(run("virtual", scenarios))
    reported = RehearsalResult.model_validate_json(Path(REPORT).read_bytes())
    assert reported.world == "virtual", f"{REPORT} is of the {reported.world} world"
    asked = set(scenarios)
    return {cell: result for cell, result in cells(reported).items() if not asked or cell[0] in asked}


def disagreements(wire: dict[Cell, ConditionResult], virtual: dict[Cell, ConditionResult]) -> list[Cell]:
    """Return the cells whose verdicts differ."""
    return [cell for cell, result in wire.items() if result.verdict is not virtual[cell].verdict]


def told(result: ConditionResult) -> Iterator[str]:
    """Yield why a condition did not pass."""
    yield result.verdict.value
    yield from result.reasons
    yield from (f"{each.name}: {v.message}" for each in result.invariants for v in each.violations[:1])
    yield from (f"{each.threshold} is {each.value}" for each in result.slo if not each.ok)


def assert_agreement(wire: dict[Cell, ConditionResult], virtual: dict[Cell, ConditionResult]) -> None:
    """Check that the verdicts are the same, and that what differs differs again when it has the machine to itself.

    Time is real there: with many conditions at once, one may wait for the machine longer than its subject waits.
    """
    again = {cell: cells(run("wire", [cell[0]], [cell[1]], jobs=1))[cell] for cell in disagreements(wire, virtual)}
    different = disagreements(again, virtual)
    reasons = {cell: (virtual[cell].verdict.value, *told(again[cell])) for cell in different}
    assert not different, reasons


@pytest.mark.real_service
@pytest.mark.timeout(400)
def test_a_few_cells_agree() -> None:
    """Over sockets as in virtual time, and both pass."""
    wire = cells(run("wire", QUICK, set(QUICK.values()), jobs=len(QUICK)))
    virtual = cells(run("virtual", QUICK, set(QUICK.values()), jobs=2))
    assert set(wire) == set(QUICK.items())
    assert_agreement(wire, virtual)
    assert all(virtual[cell].verdict is Verdict.PASS for cell in wire)


@pytest.mark.real_service
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not ASKED, reason="minutes of real time: WINDTUNNEL_WIRE_SCENARIOS names the scenarios, or all")
def test_every_cell_agrees() -> None:
    """Except for conditions that declare why they cannot be run over sockets."""
    scenarios = () if ASKED == ("all",) else ASKED
    rehearsed = run("wire", scenarios, jobs=JOBS)
    wire, virtual = cells(rehearsed), in_virtual_time(scenarios)
    assert all(each.reason for each in rehearsed.left_out)
    assert set(virtual) == set(wire) | {(each.scenario, each.condition) for each in rehearsed.left_out}
    assert_agreement(wire, virtual)
