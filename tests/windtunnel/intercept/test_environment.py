"""Where mitmproxy is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.errors import UsageError


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Look beside another interpreter than the one that runs the tests."""
    monkeypatch.setattr("windtunnel.intercept.environment.sys.executable", str(tmp_path / "bin" / "python"))


def test_the_variable_goes_first_then_the_projects_own_environment(tmp_path: Path) -> None:
    """Whatever else is installed."""
    own = tmp_path / ".windtunnel" / "mitm" / "bin" / "mitmdump"
    own.parent.mkdir(parents=True)
    own.write_text("")
    named = tmp_path / "mitmdump"
    named.write_text("")
    assert find_mitmdump({"PATH": ""}, tmp_path) == own
    assert find_mitmdump({"PATH": "", "WINDTUNNEL_MITMDUMP": str(named)}, tmp_path) == named


def test_without_it_the_message_says_how_to_install_it(tmp_path: Path) -> None:
    """In an environment of its own."""
    with pytest.raises(UsageError, match="pip install"):
        find_mitmdump({"PATH": ""}, tmp_path)
