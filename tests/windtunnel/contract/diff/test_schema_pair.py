"""Pairs of schemas."""

from __future__ import annotations

import pytest

from windtunnel.contract.diff import schema_pair
from windtunnel.kernel.errors import InconclusiveError

from .changing import pairs_of


def test_a_pair_differs_when_something_below_it_differs() -> None:
    """And restricts when that is more than words."""
    pair, _ = pairs_of(
        {"properties": {"a": {"title": "x"}, "b": {"type": "string"}}},
        {"properties": {"a": {"title": "y"}, "b": {"type": "string"}}},
    )
    assert (pair.differs, pair.restricts) == (True, False)
    assert sorted(pair.named["properties"]) == ["a"]


def test_a_recursive_schema_is_a_pair_that_leads_back_to_itself() -> None:
    """It differs when something on the circle does."""
    node = {"$ref": "#/components/schemas/Node"}
    schema = {"properties": {"next": node, "name": {"type": "string"}}}
    same, _ = pairs_of({"items": node, "title": "a"}, {"items": node, "title": "b"}, Node=schema)
    assert same.children == {}
    changed = {"properties": {"next": {"items": node}, "name": {"type": "string"}}}
    pair, pairs = pairs_of({"items": node}, {"items": {"items": node}}, Node=changed)
    assert pair.differs
    assert len(list(pairs)) < 20


def test_names_on_one_side_only_are_told() -> None:
    """In the order of the document."""
    pair, _ = pairs_of({"properties": {"a": {}, "b": {}}}, {"properties": {"b": {}, "d": {}, "c": {}}})
    assert (pair.removed("properties"), pair.added("properties")) == (["a"], ["d", "c"])
    assert pair.restricts


def test_the_schema_true_says_as_much_as_none() -> None:
    """The schema false says something."""
    true, _ = pairs_of({"title": "t"}, new=True)
    false, _ = pairs_of({"title": "t"}, new=False)
    assert (true.restricts, false.restricts) == (False, True)


def test_one_pair_is_made_however_many_paths_lead_to_it() -> None:
    """Twenty levels of left and right are twenty pairs, not a million."""
    shared = {
        f"L{level}": {
            "properties": {side: {"$ref": f"#/components/schemas/L{level + 1}"} for side in ("left", "right")}
        }
        for level in range(20)
    }
    old = {"properties": {"a": {"$ref": "#/components/schemas/L0"}, "b": {"type": "string"}}}
    new = {"items": {"type": "string"}, **old}
    _, pairs = pairs_of(old, new, **shared, L20={"type": "string"})
    assert len(list(pairs)) < 60


def test_there_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it nothing is concluded."""
    monkeypatch.setattr(schema_pair, "PAIRS_MAX", 3)
    old = {"properties": {str(number): {"type": "string"} for number in range(9)}}
    new = {"properties": {str(number): {"type": "integer"} for number in range(9)}}
    with pytest.raises(InconclusiveError, match="pairs"):
        pairs_of(old, new)
