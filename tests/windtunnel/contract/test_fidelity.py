"""Reading fidelity ledgers."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.contract.fidelity import NAME, Evidence, read_ledger
from windtunnel.kernel.errors import FileError


def written(folder: Path, text: str) -> Path:
    """Write a ledger."""
    (folder / NAME).write_text(text)
    return folder


def test_a_ledger_counts_each_kind_of_evidence_on_its_own(tmp_path: Path) -> None:
    """What has none is assumed."""
    ledger = read_ledger(
        written(tmp_path, '{"system":"s","operations":{"b":[],"a":["client","fuzzed"],"c":["client"]}}')
    )
    assert ledger is not None
    assert [ledger.count(kind) for kind in Evidence] == [0, 2, 1, 0, 0]
    assert ledger.assumed == ["b"]
    assert ledger.missing(["a", "new"]) == ["new"]


def test_a_system_need_not_have_one(tmp_path: Path) -> None:
    """Then nothing is known of any operation."""
    assert read_ledger(tmp_path) is None


def test_what_is_no_ledger_is_refused_with_its_place(tmp_path: Path) -> None:
    """By file and key."""
    with pytest.raises(FileError, match="operations.a.0"):
        read_ledger(written(tmp_path, '{"system":"s","operations":{"a":["hearsay"]}}'))
