"""``windtunnel explore``."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from windtunnel.cli.explore import ExploreRequest, exit_code, explore_scenario
from windtunnel.explore.coverage import Coverage
from windtunnel.explore.schedule import Schedule
from windtunnel.explore.search import Exploration, Finding
from windtunnel.explore.verdict import World
from windtunnel.kernel.errors import UnknownNameError

from ..explore.exploring import menu, plan, project


def explore(folder: Path, mistake: str = "none", **changes: Any) -> int:
    """Explore a copy of the parcel, as the command does."""
    root = folder / "project"
    if not root.exists():
        project(folder, mistake)
    asked: dict[str, Any] = {
        "scenario": "parcel",
        "budget": 200,
        "seconds": None,
        "jobs": 1,
        "seed": 1,
        "events": 6,
        "kinds": ("lose-answer", "refuse"),
        "keep_going": False,
        "input": None,
        "database": folder / "failures",
        "out": folder / "out",
        "as_json": False,
        "project": root,
    }
    return explore_scenario(ExploreRequest(**{**asked, **changes}))


def test_a_violation_ends_with_1_and_tells_how_to_replay_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What broke, the schedule, the command and the test."""
    assert explore(tmp_path, "key-per-attempt") == 1
    out = capsys.readouterr().out
    folder = tmp_path / "out" / "parcel" / "explore" / "no-duplicate-effect"
    assert "no-duplicate-effect is broken: sent happened 2 times" in out
    assert "  lose-answer at CreateParcel #1 of erp" in out
    assert f"replay: windtunnel replay {folder / 'receipt.json'}" in out
    assert (folder / "receipt.json").is_file()
    assert (folder / "test_found.py").is_file()


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object, with the schedule as data."""
    assert explore(tmp_path, "key-per-attempt", as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["findings"][0]["invariant"] == "no-duplicate-effect"
    assert told["findings"][0]["faults"] == 1
    assert told["findings"][0]["schedule"]["strikes"][0]["fault"] == {"kind": "lose-answer"}
    assert told["worlds"] > 0
    assert {("erp", "CreateParcel"), ("erp", "*")} <= {(cell["role"], cell["operation"]) for cell in told["coverage"]}


def test_nothing_found_ends_with_0_and_shows_coverage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which faults struck the first request for an event, and which a repeated one."""
    assert explore(tmp_path, budget=20) == 0
    out = capsys.readouterr().out
    assert "erp CreateParcel: refuse " in out
    assert "nothing was found" in out


def test_a_search_in_which_nothing_bit_is_inconclusive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3: no time was left for a single fault."""
    assert explore(tmp_path, seconds=0.0) == 3
    assert "INCONCLUSIVE: no fault ever struck" in capsys.readouterr().out


def test_findings_count_before_strikes() -> None:
    """A subject that fails in a calm world was struck by nothing, and is found wanting all the same."""
    finding = Finding("no-lost-event", Schedule(), 0, plan(), World({"no-lost-event": "lost"}), 1)
    result = Exploration(plan().scenario, plan(), menu(), Coverage())
    assert exit_code(result) == 3
    assert exit_code(replace(result, findings=[finding])) == 1


def test_an_unknown_scenario_is_a_usage_error(tmp_path: Path) -> None:
    """With what was probably meant; the command line makes exit code 2 of it."""
    with pytest.raises(UnknownNameError, match="did you mean 'parcel'") as caught:
        explore(tmp_path, scenario="parcle")
    assert caught.value.exit_code == 2


def test_a_known_failure_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second search finds it at once."""
    explore(tmp_path, "key-per-attempt")
    capsys.readouterr()
    assert explore(tmp_path, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["worlds"] == 2
    assert told["findings"][0]["known"]


def test_the_test_it_leaves_fails_in_the_owners_hands(tmp_path: Path) -> None:
    """Moved with its project to another folder, it runs all the same."""
    root = tmp_path / "project"
    explore(tmp_path, "key-per-attempt", out=root / "out")
    shutil.move(root, tmp_path / "elsewhere")
    file = tmp_path / "elsewhere" / "out" / "parcel" / "explore" / "no-duplicate-effect" / "test_found.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--show-capture=no", str(file)]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "AssertionError: sent happened 2 times" in done.stdout


def test_an_interrupt_from_the_terminal_is_answered_with_what_was_found_so_far(tmp_path: Path) -> None:
    """All processes get it at once; nobody's traceback is shown."""
    project(tmp_path, "none")
    sender = tmp_path / "project" / "adapters" / "sender.py"
    begun = tmp_path / "begun"
    made = '    """Return the subject."""\n'
    in_a_worker = f"    if multiprocessing.parent_process() is not None:\n        Path({str(begun)!r}).touch()\n"
    code = (
        sender.read_text()
        .replace(made, made + in_a_worker)
        .replace("import json\n", "import json\nimport multiprocessing\n")
    )
    sender.write_text(code)
    command = [sys.executable, "-m", "windtunnel", "explore", "parcel", "--budget", "1000000", "--jobs", "2"]
    with subprocess.Popen(
        [*command, "--project", str(tmp_path / "project"), "--out", str(tmp_path / "out")],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        while not begun.exists():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted: the search is not complete" in out
    assert "Traceback" not in out + error
