"""The terminal table."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.report.table import print_table

from .results import result

FILES = {"html": Path("report.html"), "json": Path("report.json"), "junit": Path("junit.xml")}


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the table prints into a pipe."""
    print_table(result(), FILES)
    return capsys.readouterr().out


def test_the_verdict_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything else."""
    assert printed(capsys).startswith("FAIL  1 of 3 conditions pass, seed 7\n")


def test_every_condition_is_a_row_with_marks(capsys: pytest.CaptureFixture[str]) -> None:
    """Held, violated, not put to the test."""
    rows = {line.split()[0]: line for line in printed(capsys).splitlines() if line}
    assert "✓" in rows["calm"]
    assert "✗" in rows["broken"]
    assert "·" in rows["idle"]


def test_failures_and_doubts_are_explained_with_the_command_that_replays_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What broke, why something shows nothing, how to see it again."""
    text = printed(capsys)
    assert "broken: I02 no-duplicate-effect: posted happened 2 times" in text
    assert "idle: refuse on chat never struck" in text
    assert "windtunnel replay out/errand/broken/receipt.json" in text


def test_a_pipe_gets_no_escape_sequences(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing but the table."""
    assert "\x1b" not in printed(capsys)
