"""Optional packages and their processes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from windtunnel.gate.checks import extra
from windtunnel.gate.checks.extra import MissingExtraError, lines_from, require

ECHO = 'import json, sys\norder = json.load(sys.stdin)\nprint("noise")\nprint(json.dumps({"got": order}))\n'


@pytest.fixture(autouse=True)
def _modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules of the test can be run."""
    (tmp_path / "echoing.py").write_text(ECHO)
    (tmp_path / "failing.py").write_text(ECHO + 'raise SystemExit("it broke")\n')
    (tmp_path / "hanging.py").write_text("import threading\nthreading.Event().wait()\n")
    monkeypatch.syspath_prepend(str(tmp_path))


def test_a_missing_package_is_told_with_the_way_to_get_it() -> None:
    """And an installed one is not imported."""
    require("json")
    with pytest.raises(
        MissingExtraError, match=r"no_such_package: not installed; pip install 'windtunnel\[gate\]'"
    ) as e:
        require("json", "no_such_package")
    assert e.value.exit_code == 2


def test_a_process_answers_in_json_lines(tmp_path: Path) -> None:
    """What else it prints is passed over."""
    assert asyncio.run(lines_from("echoing", {"a": 1}, 20, tmp_path)) == ([{"got": {"a": 1}}], "")


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    """With what it had found until then."""
    lines, trouble = asyncio.run(lines_from("failing", {}, 20, tmp_path))
    assert (lines, trouble) == ([{"got": {}}], "ended with 1: it broke")


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never outlives the check."""
    monkeypatch.setattr(extra, "GRACE_SECONDS", 0.1)
    assert asyncio.run(lines_from("hanging", {}, 0.1, tmp_path)) == ([], "took longer than 0.1 s and was ended")
