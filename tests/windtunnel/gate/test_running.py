"""Whole runs of the gate."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from windtunnel.content.project import Project
from windtunnel.gate.findings import Level, Report
from windtunnel.gate.running import Run, Wanted, run_gate, update_baseline
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .desk import TODAY, call, changed, write_har, write_project, write_toml

TOML = """
[gate.systems.desk]
baseline = "old.yaml"
recordings = ["desk.har"]
"""
ERROR = "response-property-enum-value-added"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose description has one more value of an enumeration than before; its recording is clean."""
    document = changed()
    document["components"]["schemas"]["Ticket"]["properties"]["status"]["enum"].append("archived")
    write_project(tmp_path, document)
    (tmp_path / "old.yaml").write_text(yaml.safe_dump(changed()))
    write_har(tmp_path, call(body={"id": "7", "status": "open"}))
    return write_toml(tmp_path, TOML)


def run(root: Path, *, systems: tuple[str, ...] = (), checks: tuple[str, ...] = (), target: str = "") -> Run:
    """Run the gate."""
    return run_gate(Project(root), root, Wanted(systems, checks, target), TODAY)


def failing(report: Report) -> list[str]:
    """Codes of what fails."""
    return [finding.code for finding in report.failing]


def test_what_is_configured_runs_in_order(root: Path) -> None:
    """Checks that nothing is configured for are left out."""
    report = run(root).report
    assert [each.check for each in report.checks] == ["compatibility", "recorded", "lifecycle"]
    assert failing(report) == [ERROR] * 3
    assert report.exit_code == 1


def test_a_run_without_any_check_is_inconclusive(root: Path) -> None:
    """Never a pass."""
    assert run(root, checks=("pacts",)).report.exit_code == 3
    write_toml(root, "[gate]\n")
    report = run(root).report
    assert (report.exit_code, report.notes) == (
        3,
        ("no check is configured in the table [gate] of windtunnel.toml for what was asked",),
    )


def test_what_could_not_be_compared_is_inconclusive(root: Path) -> None:
    """A description without operations is no clean result."""
    (root / "old.yaml").write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}}))
    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}}
    (root / "new.yaml").write_text(json.dumps(document))
    write_toml(root, TOML + 'contract = "new.yaml"\n')
    report = run(root, checks=("compatibility",)).report
    assert report.exit_code == 3


def test_severities_change_levels_and_drop_findings(root: Path) -> None:
    """By code."""
    write_toml(root, f'[gate.severity]\n{ERROR} = "WARN"\n{TOML}')
    report = run(root).report
    assert report.exit_code == 0
    assert {each.level for each in report.findings if each.code == ERROR} == {Level.WARN}
    write_toml(root, f'[gate.severity]\n{ERROR} = "NONE"\n{TOML}')
    assert ERROR not in [each.code for each in run(root).report.findings]


def test_a_severity_of_an_unknown_code_is_refused(root: Path) -> None:
    """A typing error would leave the finding as it is, and nobody would know."""
    write_toml(root, f'{TOML}[gate]\nseverity = {{"{ERROR}x" = "INFO"}}\n')
    with pytest.raises(UnknownNameError, match=f"gate.severity: unknown code '{ERROR}x'; did you mean '{ERROR}'"):
        run(root)


def test_an_accepted_finding_passes_until_its_day_and_fails_after(root: Path) -> None:
    """Updating asks for a date, and the date counts."""
    expires = TODAY + timedelta(days=30)
    assert update_baseline(run(root), owner="ana", reason="known", expires=expires) == 3
    assert run(root).report.exit_code == 0
    late = run_gate(Project(root), root, Wanted(), expires + timedelta(days=1))
    assert failing(late.report) == [ERROR] * 3


def test_entries_that_nothing_needs_are_told_and_dropped(root: Path) -> None:
    """But a run of some checks does not know about the others."""
    update_baseline(run(root), owner="ana", reason="known", expires=TODAY)
    (root / "old.yaml").write_text((root / "contracts/desk/openapi.yaml").read_text())
    told = run(root)
    assert len(told.report.notes) == 3
    assert "accepts nothing any more" in told.report.notes[0]
    partial = run(root, checks=("recorded",))
    assert partial.report.notes == ()
    assert update_baseline(partial, owner="bo", reason="x", expires=TODAY) == 3
    assert update_baseline(told, owner="bo", reason="x", expires=TODAY) == 0


def test_a_target_needs_one_system(root: Path) -> None:
    """A URL is one system's."""
    write_toml(root, TOML + "[gate.systems.other]\n")
    with pytest.raises(UsageError, match="name it with --system"):
        run(root, target="http://127.0.0.1:1")
