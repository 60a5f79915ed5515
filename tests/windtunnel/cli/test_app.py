"""The command as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import windtunnel
from windtunnel.cli import app as module
from windtunnel.cli.app import app, called_of, diff

from .calling import call


def test_help_lists_the_commands() -> None:
    """Each with a line."""
    called = call("--help")
    assert called.code == 0
    for command in ("run", "up", "replay", "systems"):
        assert f" {command} " in called.out


def test_version_is_the_packages() -> None:
    """One place knows it."""
    assert call("--version").out.strip() == f"windtunnel {windtunnel.__version__}"


def test_an_unknown_command_is_a_usage_error() -> None:
    """Exit code 2, and what was probably meant."""
    called = call("dif")
    assert called.code == 2
    assert "Did you mean 'diff'" in called.err


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever command meets it; without a traceback."""

    def fail() -> None:
        (tmp_path / "file" / "below").mkdir()

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(module, "app", fail)
    monkeypatch.setattr(fail, "registered_commands", [], raising=False)
    with pytest.raises(SystemExit) as caught:
        module.main()
    assert caught.value.code == 2


@pytest.mark.parametrize("arguments", [["diff", "a", "b"], ["diff"], ["diff", "--help"]])
def test_a_command_is_prepared_alone(arguments: list[str]) -> None:
    """Typer is given the command that is called, since every other one costs time."""
    assert [each.callback for each in called_of(app.registered_commands, arguments)] == [diff]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version", "diff"], ["fly"]])
def test_every_command_is_known_where_none_is_called(arguments: list[str]) -> None:
    """So that help lists them and typing errors are told."""
    assert called_of(app.registered_commands, arguments) == app.registered_commands
