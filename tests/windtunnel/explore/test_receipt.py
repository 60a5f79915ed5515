"""Receipts of explored worlds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from windtunnel.explore.receipt import is_exploration, leave, read_receipt
from windtunnel.explore.schedule import Schedule
from windtunnel.explore.search import Finding
from windtunnel.explore.verdict import World, judge_world
from windtunnel.kernel.errors import FileError

from .exploring import PROJECT, exhausting, plan


@cache
def finding() -> Finding:
    """A key per call, broken."""
    careless = plan("key-per-call")
    world = judge_world(PROJECT, careless, exhausting(), patient=True)
    return Finding("no-duplicate-effect", exhausting(), 7, careless, world, 12)


def test_a_receipt_holds_the_schedule_and_what_it_breaks(tmp_path: Path) -> None:
    """With the journal and a test beside it."""
    left = leave(finding(), tmp_path / "found")
    read = read_receipt(tmp_path / "found" / "receipt.json")
    assert read == left
    assert read.schedule == exhausting()
    assert read.broken == {"no-duplicate-effect": "sent happened 2 times for order-6"}
    assert read.verdict == "FAIL"
    assert {file.name for file in (tmp_path / "found").iterdir()} == {"receipt.json", "journal.jsonl", "test_found.py"}


def test_receipts_of_both_kinds_are_told_apart(tmp_path: Path) -> None:
    """By the schedule."""
    leave(finding(), tmp_path)
    (tmp_path / "other.json").write_text('{"scenario": "parcel"}')
    assert is_exploration(tmp_path / "receipt.json")
    assert not is_exploration(tmp_path / "other.json")
    assert not is_exploration(tmp_path / "missing.json")


def test_what_is_no_receipt_is_refused_with_the_place(tmp_path: Path) -> None:
    """The file is named, and what is missing."""
    (tmp_path / "x.json").write_text('{"schedule": {}}')
    with pytest.raises(FileError, match=r"x\.json: not a receipt of an explored world"):
        read_receipt(tmp_path / "x.json")


def test_a_world_that_broke_down_leaves_a_test_alone(tmp_path: Path) -> None:
    """There is no journal to compare."""
    broken = Finding("no-crash", Schedule(), 0, plan(), World({"no-crash": "it died"}), 1)
    assert leave(broken, tmp_path) is None
    assert [file.name for file in tmp_path.iterdir()] == ["test_found.py"]
