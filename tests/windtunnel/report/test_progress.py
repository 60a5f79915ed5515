"""The progress bar."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from windtunnel.report.progress import show_progress

from .results import result


def test_nothing_is_shown_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe or JSON output stays clean."""
    with show_progress(visible=False) as report:
        report("errand", "calm", None)
        report("errand", "calm", result().scenarios[0].conditions[0])
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_watcher_sees_the_verdicts_go_by() -> None:
    """On a terminal, the last condition with its verdict."""
    terminal = StringIO()
    with show_progress(visible=True, console=Console(file=terminal, force_terminal=True)) as report:
        report("errand", "calm", None)
        report("errand", "calm", result().scenarios[0].conditions[0])
    assert "errand calm: PASS" in terminal.getvalue()
