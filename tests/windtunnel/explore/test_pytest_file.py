"""Findings as tests."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from windtunnel.explore.pytest_file import FILE_NAME, pytest_file
from windtunnel.explore.search import Finding, plan_of
from windtunnel.explore.verdict import judge_world
from windtunnel.scenario.model import load

from .exploring import exhausting, project


def written(folder: Path, mistake: str) -> Path:
    """A finding's test in a project of its own."""
    own = project(folder, mistake)
    plan = plan_of(load(own, "parcel"), 1, 6)
    world = judge_world(own, plan, exhausting(), patient=True)
    told = replace(world, broken={"no-duplicate-effect": 'sent "twice"'})
    out = own.roots[0] / "out" / "found"
    out.mkdir(parents=True)
    finding = Finding("no-duplicate-effect", exhausting(), 7, plan, told, 12)
    (out / FILE_NAME).write_text(pytest_file(finding, out))
    return out / FILE_NAME


def run(file: Path) -> tuple[int, str]:
    """Run a test file as its owner would."""
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(file.parent), "--show-capture=no"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(file)],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout


def test_the_test_fails_as_long_as_the_mistake_is_there(tmp_path: Path) -> None:
    """With the violation's own words."""
    code, out = run(written(tmp_path, "key-per-call"))
    assert code == 1, out
    assert "AssertionError: sent happened 2 times for order-6" in out


def test_the_test_passes_once_the_mistake_is_put_right(tmp_path: Path) -> None:
    """The same schedule, a careful subject."""
    code, out = run(written(tmp_path, "none"))
    assert code == 0, out


def test_the_test_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    """It can be kept in a repository."""
    assert str(tmp_path) not in written(tmp_path, "none").read_text()
