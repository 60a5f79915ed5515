"""A scenario has the same verdict in every world."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import RehearsalResult

SCENARIOS = tuple(filter(None, os.environ.get("WINDTUNNEL_WIRE_SCENARIOS", "").split(",")))


def verdicts(result: RehearsalResult) -> dict[tuple[str, str], str]:
    """Return the verdict of every condition that was run."""
    return {
        (scenario.name, condition.name): condition.verdict.value
        for scenario in result.scenarios
        for condition in scenario.conditions
    }


@pytest.mark.real_service
@pytest.mark.timeout(900)
@pytest.mark.skipif(not SCENARIOS, reason="minutes of real time: WINDTUNNEL_WIRE_SCENARIOS names the scenarios")
def test_virtual_and_wire_agree() -> None:
    """Except for conditions that declare why they cannot be run over sockets."""
    project = Project(Path(__file__).resolve().parents[2])
    wire = rehearse(project, Request(scenarios=SCENARIOS, world="wire", jobs=8))
    virtual = verdicts(rehearse(project, Request(scenarios=SCENARIOS)))
    left_out = {(each.scenario, each.condition) for each in wire.left_out}
    assert verdicts(wire) == {name: verdict for name, verdict in virtual.items() if name not in left_out}
