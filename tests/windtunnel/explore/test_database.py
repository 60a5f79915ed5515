"""Failures that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.explore.database import FailureDatabase
from windtunnel.kernel.errors import UsageError

from .exploring import exhausting


def test_a_failure_is_kept_once(tmp_path: Path) -> None:
    """Kept twice, it is one file, and comes back as it was."""
    database = FailureDatabase(tmp_path / "parcel")
    assert database.keep(exhausting()) == database.keep(exhausting())
    assert [schedule for _, schedule in database] == [exhausting()]


def test_a_database_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    """The first search has nothing to try first."""
    assert list(FailureDatabase(tmp_path / "nothing")) == []


def test_a_file_that_holds_no_schedule_is_refused_by_name(tmp_path: Path) -> None:
    """Somebody edited it."""
    (tmp_path / "x.json").write_text('{"strikes": 1}')
    with pytest.raises(UsageError, match=r"x\.json: strikes"):
        list(FailureDatabase(tmp_path))
