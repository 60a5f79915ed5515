"""``windtunnel run``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .calling import ERRAND, call, call_here

REPOSITORY = Path(__file__).resolve().parents[3]


def test_it_prints_the_table_and_leaves_the_reports(tmp_path: Path) -> None:
    """Exit code 0 when everything holds."""
    called = call("run", "errand", "--condition", "calm", "--out", str(tmp_path), cwd=ERRAND)
    assert called.code == 0
    assert called.out.startswith("PASS  1 of 1 conditions pass, seed 1\n")
    assert {path.name for path in tmp_path.iterdir()} == {"errand", "junit.xml", "report.html", "report.json"}


def test_json_is_one_object_and_digests_repeat(tmp_path: Path) -> None:
    """Two runs of one seed print the same."""
    command = ("run", "errand", "--condition", "calm", "--count", "10", "--seed", "7", "--json", "--out", str(tmp_path))
    first, second = (call(*command, cwd=ERRAND) for _ in range(2))
    assert json.loads(first.out)["scenarios"][0]["conditions"][0]["digest"]
    assert first.out == second.out


def test_a_run_that_shows_nothing_exits_with_3(tmp_path: Path) -> None:
    """One event is over before the fault begins."""
    arguments = ("run", "errand", "--condition", "chat-down", "--count", "1", "--out", str(tmp_path))
    called = call(*arguments, cwd=ERRAND)
    assert called.code == 3
    assert "refuse on chat never struck" in called.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "erand"), "unknown scenario 'erand'; did you mean 'errand'"),
        (("run", "errand", "--input", "nowhere.csv"), "nowhere.csv: cannot be read"),
        (("run", "errand", "--condition", "clam"), "unknown condition 'clam'; did you mean 'calm'"),
        (("run", "errand", "--column", "text"), "'text' is not FIELD=COLUMN"),
        (("run", "errand", "--column", "text=txt"), "no column 'txt' (for 'text'); did you mean 'text'"),
        (("run", "errand", "--world", "wyre"), "unknown world 'wyre'; did you mean 'wire'"),
        (("run", "errand", "--world", "staging"), "cannot be run in the staging world yet"),
        (("run", "errand", "--count", "0"), "--count"),
        (("run", "errand", "--project", "nowhere"), "nowhere: no such folder"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    """No traceback, and what was meant where it can be told."""
    called = call_here(*arguments, cwd=ERRAND)
    assert called.code == 2
    assert message in called.err


@pytest.mark.thorough
def test_a_large_input_of_another_kind_is_one_message_and_ends_at_once(tmp_path: Path) -> None:
    """Whatever waits for its turn in other processes; a pipe that nobody reads any more would keep them for ever."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"id": number, "lines": "x" * 3000}) + "\n" for number in range(400)))
    called = call("run", "supplier-invoices", "--input", str(rows), "--out", str(tmp_path), cwd=REPOSITORY)
    assert (called.code, called.out) == (2, "")
    assert called.err == f"windtunnel: {rows}: row 1 has no field 'order'; known: id, lines\n"


@pytest.mark.thorough
def test_a_subject_that_spins_is_one_message_and_exit_code_1(tmp_path: Path) -> None:
    """With the task and its place; no traceback, and no run that never ends."""
    shutil.copytree(ERRAND, tmp_path / "errand")
    spinner = "async def spins(scope, receive, send):\n    while True:\n        await asyncio.sleep(0)\n"
    (tmp_path / "errand" / "adapters" / "subject.py").write_text(
        f"import asyncio\n\n\n{spinner}\n\ndef create(environment, **parts):\n    return spins\n"
    )
    called = call("run", "errand", "--condition", "calm", "--out", str(tmp_path / "out"), cwd=tmp_path / "errand")
    assert called.code == 1
    assert called.err.startswith("windtunnel: livelock: no time has passed for 500000 turns of the loop")
    assert "spins at" in called.err
    assert "subject.py:6, in 100 of 100 turns" in called.err
