"""Matching parts and alternatives."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.diff import composition
from windtunnel.kernel.errors import InconclusiveError

from .changing import pairs_of

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
A = {"$ref": "#/components/schemas/A"}


def outcome(old: list[Any], new: list[Any], keyword: str = "oneOf") -> tuple[list[str], list[str], list[str]]:
    """What was removed, added, and modified."""
    pair, _ = pairs_of({keyword: old, "title": "old"}, {keyword: new, "title": "new"}, A={"type": "object"})
    matched = pair.compositions[keyword]
    modified = [f"{one.label} -> {other.label}" for one, other, _ in matched.modified]
    return [item.label for item in matched.removed], [item.label for item in matched.added], modified


def test_order_means_nothing() -> None:
    """Neither of references nor of schemas written in place."""
    assert outcome([TEXT, A, NUMBER], [NUMBER, TEXT, A]) == ([], [], [])


def test_references_match_by_name() -> None:
    """One that is not on the other side is added or removed."""
    assert outcome([A, TEXT], [TEXT]) == (["A"], [], [])


def test_the_only_ones_left_are_the_same_one_changed() -> None:
    """Two left on a side are not."""
    assert outcome([TEXT, {"minimum": 1}], [TEXT, {"minimum": 2}]) == ([], [], ["#2 -> #2"])
    assert outcome([{"minimum": 1}], [{"minimum": 2}, NUMBER]) == (["#1"], ["#1", "#2"], [])


def test_a_title_is_a_name() -> None:
    """Where nothing else matches."""
    old = [{"title": "Cat", "minLength": 1}, {"title": "Dog", "minLength": 1}]
    new = [{"title": "Dog", "minLength": 2}, {"title": "Cat", "minLength": 3}]
    assert outcome(old, new) == ([], [], ["Dog -> Dog", "Cat -> Cat"])


def test_moving_a_schema_into_a_component_changes_nothing() -> None:
    """Of alternatives; the parts of ``allOf`` are matched as they are written."""
    assert outcome([{"type": "object"}, TEXT], [A, TEXT]) == ([], [], [])
    assert outcome([{"type": "object", "title": "o"}], [A], "allOf") == (["o"], ["A"], [])


def test_too_many_possibilities_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is concluded then."""
    monkeypatch.setattr(composition, "POSSIBLE_MAX", 10)
    with pytest.raises(InconclusiveError, match="no name"):
        outcome([{"minimum": n} for n in range(4)], [{"maximum": n} for n in range(4)])
