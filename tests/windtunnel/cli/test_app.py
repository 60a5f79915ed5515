"""The command as a whole."""

from __future__ import annotations

import windtunnel

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
    """Exit code 2."""
    assert call("fly").code == 2
