"""``windtunnel.scenario`` as a decorator, and as the package that it also is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import windtunnel
from windtunnel.scenario.decorator import MARK, scenario

SOURCE = Path(__file__).resolve().parents[3] / "src"


def run(code: str) -> str:
    """Run code in a fresh process and return what it prints."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_a_test_carries_the_terms_and_asks_for_the_result() -> None:
    """As a mark that the plugin reads, and a fixture that rehearses."""

    @scenario("support-triage", condition="calm", count=3)
    def test_it() -> None: ...

    marks = {mark.name: mark for mark in test_it.pytestmark}  # type: ignore[attr-defined]  # pytest puts it there
    assert marks["usefixtures"].args == ("result",)
    assert marks[MARK].args == ("support-triage",)
    assert marks[MARK].kwargs == {"condition": "calm", "count": 3, "seed": 1, "project": None}


def test_it_is_spelled_windtunnel_scenario() -> None:
    """With nothing imported but ``windtunnel``, and with the package of that name imported before."""
    use = "def test(): ...\nprint(windtunnel.scenario('x')(test).pytestmark[0].args)"
    assert run(f"import windtunnel\n{use}") == "('x',)"
    assert run(f"import windtunnel.scenario.model, windtunnel\n{use}") == "('x',)"


def test_the_package_stays_a_package() -> None:
    """What lies in it is imported as ever."""
    assert run("import windtunnel; windtunnel.scenario; from windtunnel.scenario.verdict import worst; print(worst)")
    assert "decorator" in run("import windtunnel; windtunnel.scenario; print(windtunnel.scenario.decorator)")


def test_the_command_line_does_without_pytest() -> None:
    """Neither ``windtunnel`` nor its command line imports it."""
    told = run("import windtunnel.cli.app, windtunnel.scenario.rehearsal; print('pytest' in sys.modules)")
    assert told == "False"


def test_other_names_are_refused_as_ever() -> None:
    """A typo is an AttributeError."""
    with pytest.raises(AttributeError, match="module 'windtunnel' has no attribute 'scenari'"):
        getattr(windtunnel, "scenari")  # noqa: B009 - checkers would see the typo
