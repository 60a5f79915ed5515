"""The example in JavaScript is rehearsed with the vendors' own npm clients."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.services import missing
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "triage-node"


@pytest.mark.real_service
@pytest.mark.timeout(240)
def test_a_program_in_another_language_passes_and_its_deaths_lose_nothing() -> None:
    """Over sockets, in a process of its own, under three of its conditions at once."""
    if shutil.which("node") is None or not (EXAMPLE / "node_modules").is_dir():
        missing("Node.js, or what `npm install` in examples/triage-node installs,")
    request = Request(conditions=["duplicates", "chat-answers-lost", "killed"], world="wire", jobs=3)
    result = rehearse(Project(EXAMPLE), request)
    (scenario,) = result.scenarios
    assert {each.name: (each.verdict, each.reasons) for each in scenario.conditions} == {
        name: (Verdict.PASS, []) for name in ("duplicates", "chat-answers-lost", "killed")
    }
