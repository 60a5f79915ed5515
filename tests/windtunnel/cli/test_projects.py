"""Which project a command works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.cli.projects import open_project
from windtunnel.kernel.errors import UsageError

from .calling import ERRAND


def test_the_project_around_the_current_folder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """From anywhere inside it."""
    monkeypatch.chdir(ERRAND / "scenarios")
    assert open_project(None).roots[0] == ERRAND


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(UsageError, match="no such folder"):
        open_project(tmp_path / "nowhere")
