"""``windtunnel gate``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from windtunnel.cli.gate import GateRequest, gate, root_of
from windtunnel.content.project import Project
from windtunnel.gate.outputs import FORMATS
from windtunnel.kernel.errors import UnknownNameError, UsageError

from ..gate.desk import call, write_har, write_project, write_toml
from .calling import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
TOML = '[gate.systems.desk]\nrecordings = ["desk.har"]\n'
WRONG = {"id": 7, "status": "open"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one wrong recorded answer."""
    write_har(write_project(tmp_path), call(body=WRONG))
    return write_toml(tmp_path, TOML)


def run(root: Path, *formats: str, **more: Any) -> int:
    """Run the command."""
    asked = {
        "systems": (),
        "checks": (),
        "target": None,
        "formats": formats,
        "update_baseline": False,
        "owner": None,
        "reason": None,
        "expires": None,
        "project": root,
        **more,
    }
    return gate(GateRequest(**asked))


def test_text_is_printed_and_the_exit_code_tells(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 for findings, 0 without, 3 when nothing was checked."""
    assert run(root) == 1
    assert "ERR  [recorded-schema] ShowTicket 200 application/json id type" in capsys.readouterr().out
    assert run(root, checks=("pacts",)) == 3
    write_har(root, call(body={**WRONG, "id": "7"}))
    assert run(root) == 0


def test_every_format_can_be_written_to_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several at once, and each is what it says."""
    files = {name: root / "out" / name for name in FORMATS}
    assert run(root, *(f"{name}={file}" for name, file in files.items())) == 1
    assert capsys.readouterr().out == ""
    assert json.loads(files["json"].read_text())["verdict"] == "FAIL"
    assert json.loads(files["sarif"].read_text())["runs"][0]["results"][0]["ruleId"] == "recorded-schema"
    assert ET.parse(files["junit"]).getroot().tag == "testsuites"
    assert files["github"].read_text().startswith("::error file=desk.har,")
    assert files["markdown"].read_text().startswith("## Windtunnel gate")


def test_what_fails_can_be_accepted_until_a_day(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By somebody, for a reason."""
    with pytest.raises(UsageError, match="--owner, --reason"):
        run(root, update_baseline=True, owner="ana")
    assert run(root, update_baseline=True, owner="ana", reason="known", expires="10d") == 0
    assert "1 accepted findings" in capsys.readouterr().err
    expected = datetime.now(UTC).date() + timedelta(days=10)
    assert f"expires = {expected}" in (root / "gate-baseline.toml").read_text()
    assert run(root) == 0
    assert "accepted until" in capsys.readouterr().out


def test_nothing_can_be_accepted_where_nothing_was_checked(root: Path) -> None:
    """The exit code stays what it was."""
    assert run(root, checks=("pacts",), update_baseline=True, owner="ana", reason="known") == 3


@pytest.mark.parametrize(
    ("formats", "more", "complaint"),
    [
        (("jsn",), {}, "did you mean 'json'"),
        (("json=",), {}, "is not FORMAT=FILE"),
        ((), {"expires": "soon"}, "neither a date"),
        ((), {"expires": "2020-01-01"}, "is in the past"),
        ((), {"systems": ("dsk",)}, "did you mean 'desk'"),
    ],
)
def test_wrong_options_are_refused(root: Path, formats: tuple[str, ...], more: Any, complaint: str) -> None:
    """Before anything runs."""
    with pytest.raises((UsageError, UnknownNameError), match=complaint):
        run(root, *formats, **more)


def test_the_configuration_is_found_upward(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any folder of the project."""
    monkeypatch.chdir(root / "contracts" / "desk")
    assert root_of(Project(root), None) == root
    assert root_of(Project(root), root) == root


def test_the_help_does_not_wait_for_schemathesis() -> None:
    """Nor for pact-python and hypothesis; the gate runs them as processes of their own."""
    script = "import sys, windtunnel.cli.app, windtunnel.cli.gate, windtunnel.gate.running\n"
    script += "print([n for n in ('schemathesis', 'pact', 'hypothesis') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def step(name: str) -> dict[str, Any]:
    """A step of the action."""
    return dict(next(each for each in ACTION["runs"]["steps"] if each.get("id") == name))


def test_the_action_runs_the_gate_and_keeps_its_exit_code(root: Path, tmp_path: Path) -> None:
    """Its shell lines are run as GitHub would, with a stand-in for the command that records how it was called."""
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "windtunnel").write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$CALLED"\nexit 1\n')
    (commands / "windtunnel").chmod(0o755)
    environment = dict.fromkeys(step("gate")["env"], "")
    environment |= {"PATH": f"{commands}:{os.environ['PATH']}", "CALLED": str(tmp_path / "called")}
    environment |= {"RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    environment |= {"GITHUB_OUTPUT": str(tmp_path / "outputs"), "SYSTEMS": "desk crm", "CHECKS": "recorded"}
    script = ["bash", "-eo", "pipefail", "-c", step("gate")["run"]]
    done = subprocess.run(script, cwd=root, env=environment, capture_output=True, text=True, check=False)
    called = (tmp_path / "called").read_text().split()
    assert done.returncode == 1, done.stderr
    assert called[:7] == ["gate", "--system", "desk", "--system", "crm", "--check", "recorded"]
    assert f"sarif={tmp_path}/windtunnel-gate.sarif" in called
    assert f"markdown={tmp_path}/summary.md" in called
    assert "exit-code=1" in (tmp_path / "outputs").read_text()


def test_the_action_takes_no_input_into_its_shell_lines() -> None:
    """An input in a script would be code; it comes through the environment."""
    assert ACTION["runs"]["using"] == "composite"
    assert all("${{" not in each.get("run", "") for each in ACTION["runs"]["steps"])
    declared = set(ACTION["inputs"])
    used = {name for name in declared if f"inputs.{name}" in (ROOT / "action.yml").read_text()}
    assert used == declared


def test_the_hook_runs_checks_that_need_no_traffic() -> None:
    """It is for every commit, so that it has to be quick."""
    (hook,) = HOOKS
    assert hook["entry"] == "windtunnel gate"
    assert hook["pass_filenames"] is False
    assert hook["args"] == ["--check", "compatibility", "--check", "recorded", "--check", "lifecycle"]
