"""The console of standard output."""

from __future__ import annotations

import pytest
from rich.table import Table

from windtunnel.report.console import open_console


def test_nothing_is_broken_off_where_the_output_is_piped_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However narrow the terminal is said to be; numbers are not coloured."""
    monkeypatch.setenv("COLUMNS", "20")
    table = Table(box=None)
    table.add_row("a long cell " * 10, "17")
    open_console().print(table)
    assert "a long cell " * 10 in capsys.readouterr().out


def test_a_terminal_is_as_wide_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """And its lines are left to it, if wanted."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "77")
    assert (open_console().width, open_console(soft_wrap=True).soft_wrap) == (77, True)
