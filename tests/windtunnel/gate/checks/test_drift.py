"""Drift as a check of the gate; how it is measured has tests of its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.contract.drift import DriftClass
from windtunnel.gate.checks import drift
from windtunnel.gate.checks.context import Context
from windtunnel.gate.configuration import parse_configuration
from windtunnel.gate.findings import CheckResult, Level, Proof
from windtunnel.gate.judging import Verdict
from windtunnel.gate.score import ProbeScore, Result, SystemScore
from windtunnel.kernel.errors import FileError

from ..desk import TODAY, context, write_project
from ..shop import shop


def scored(verdict: Verdict, *, waived: str | None = None, finding: bool = True) -> Result:
    """Return what a change of ``$.total`` came to."""
    return Result.model_construct(
        id="1",
        operation="ShowTicket",
        place="$.total",
        operator="sem-unit-scaled",
        drift_class=DriftClass.MEANING_CHANGING,
        options={},
        verdict=verdict,
        reason="the total that is written is 100 times what it was",
        followed=False,
        finding=finding,
        waived=waived,
        lines=("adapters/desk.py:41", "adapters/desk.py:60"),
    )


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the check over a score that is given."""

    def run(*results: Result, control: str = "", planted: str = "found") -> CheckResult | None:
        score = ProbeScore.model_construct(
            probe="tickets",
            control="failed" if control else "passed",
            control_reason=control,
            planted=planted,
            reads=(),
            results=results,
            unmet=(),
            answers_from_simulator=0,
            runs=len(results),
            seconds=0.0,
        )
        whole = SystemScore.model_construct(
            system="desk", probes=(score,), unused_waivers=("ShowTicket $.id: sem-case-changed",)
        )
        monkeypatch.setattr(drift, "probes_of", lambda project: {"desk": [SimpleNamespace(name="tickets")]})
        monkeypatch.setattr(drift, "assess", lambda *_: None)
        monkeypatch.setattr(drift, "waivers_of", lambda project: ())
        monkeypatch.setattr(drift, "system_score", lambda *_: whole)
        return drift.check(context(write_project(tmp_path), {"drift": True}))

    return run


def test_a_silent_change_is_an_error_at_the_adapter_s_line(check: Any) -> None:
    """Which no comparison of descriptions can point at."""
    result = check(scored(Verdict.SILENT))
    (finding,) = result.findings
    assert (finding.code, finding.level) == ("sem-unit-scaled", Level.ERR)
    assert (finding.file, finding.line, finding.place) == ("adapters/desk.py", 41, "tickets $.total")
    assert (result.judged, result.control, result.planted, result.doubts) == (1, Proof.PASSED, Proof.PASSED, ())


def test_a_crash_is_a_warning_and_what_is_waived_nothing(check: Any) -> None:
    """A crash is seen by whoever runs it; a waiver has its reason."""
    result = check(scored(Verdict.CRASH), scored(Verdict.SILENT, waived="nobody can see it from there"))
    assert [each.level for each in result.findings] == [Level.WARN]
    assert check(scored(Verdict.LOUD, finding=False)).findings == ()
    assert result.notes == ("a waiver covers nothing any more: ShowTicket $.id: sem-case-changed",)


def test_a_failed_control_and_an_inconclusive_change_are_doubts(check: Any) -> None:
    """A mutation that did nothing proves nothing."""
    assert check(control="raised").doubts[0] == "tickets: raised"
    (doubt,) = check(scored(Verdict.INCONCLUSIVE, finding=False)).doubts
    assert doubt.startswith("1 changes led to no verdict, the first sem-unit-scaled at $.total")


def test_drift_without_probes_is_a_mistake_of_the_configuration(tmp_path: Path) -> None:
    """And without drift the check is left out."""
    root = write_project(tmp_path)
    assert drift.check(context(root, {})) is None
    with pytest.raises(FileError, match="the project has no probes of this system"):
        drift.check(context(root, {"drift": True}))


def test_a_careless_adapter_is_found_out_at_its_line(tmp_path: Path) -> None:
    """The whole way: probes of a project, changes of its simulator, the line that read the field."""
    root = shop(tmp_path)
    settings = parse_configuration({"systems": {"shop": {"drift": True}}}, root / "windtunnel.toml")
    made = Context(Project(root), root, settings, "shop", settings.systems["shop"], TODAY)
    result = drift.check(made)
    assert result is not None
    assert (result.control, result.planted) == (Proof.PASSED, Proof.PASSED)
    silent = [each for each in result.findings if each.level is Level.ERR and each.file]
    assert {each.code for each in silent} >= {"sem-unit-scaled", "response-property-became-nullable"}
    for each in silent:
        assert (root / each.file).read_text().splitlines()[each.line - 1].strip()
