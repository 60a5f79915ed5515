"""Changes that show up as several."""

from __future__ import annotations

from windtunnel.contract.diff.rules.rule import Kind
from windtunnel.contract.diff.transition import (
    claimed,
    list_of_types,
    nullable_wrapping,
    one_of_wrapping,
    only_null_changed,
)

from .changing import pairs_of

PLAIN = {"type": "object", "properties": {"a": {"type": "string"}}}
NULL = {"type": "null"}


def test_wrapping_with_null_is_seen_both_ways() -> None:
    """Words beside it do not matter, anything else does."""
    wrapped = {"oneOf": [NULL, PLAIN], "description": "or nothing"}
    assert nullable_wrapping(pairs_of(PLAIN, wrapped)[0]) == "wrapped"
    assert nullable_wrapping(pairs_of(wrapped, PLAIN)[0]) == "unwrapped"
    assert nullable_wrapping(pairs_of(PLAIN, {"oneOf": [NULL, {**PLAIN, "required": ["a"]}]})[0]) == ""
    assert nullable_wrapping(pairs_of(PLAIN, {**wrapped, "minProperties": 1})[0]) == ""
    assert nullable_wrapping(pairs_of({**PLAIN, "nullable": True}, wrapped)[0]) == ""


def test_an_object_that_became_alternatives_moved_its_properties() -> None:
    """The old one may be among them."""
    other = {"type": "object", "properties": {"b": {}}}
    kept = one_of_wrapping(pairs_of(PLAIN, {"oneOf": [PLAIN, other]})[0])
    lost = one_of_wrapping(pairs_of(PLAIN, {"oneOf": [{**PLAIN, "required": ["a"]}, other]})[0])
    assert kept is not None
    assert lost is not None
    assert (kept.moved, kept.preserved, lost.preserved) == (frozenset({"a"}), True, False)
    assert one_of_wrapping(pairs_of(PLAIN, {"oneOf": [other]})[0]) is None


def test_a_type_and_a_choice_of_types_replace_each_other() -> None:
    """Only what was added or removed is told."""
    choice = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    assert list_of_types(pairs_of({"type": "string"}, choice)[0]) == (["integer"], [])
    assert list_of_types(pairs_of(choice, {"type": "boolean"})[0]) == (["boolean"], ["string", "integer"])
    assert list_of_types(pairs_of({"type": "string"}, {"type": "integer"})[0]) is None


def test_null_alone_is_no_change_of_type() -> None:
    """With another format it is."""
    assert only_null_changed(pairs_of({"type": "string"}, {"type": ["string", "null"]})[0])
    assert not only_null_changed(pairs_of({"type": "string"}, {"type": ["integer", "null"]})[0])


def test_a_transition_claims_kinds_but_not_its_own_report() -> None:
    """What it does not explain is reported beside it."""
    pair, _ = pairs_of({"type": "string"}, {"type": ["string", "null"]})
    assert claimed(pair, "request-property-type-generalized", Kind.TYPE)
    assert not claimed(pair, "request-property-became-nullable", Kind.REQUIREDNESS)
    assert not claimed(pair, "request-property-max-length-set", Kind.CONSTRAINTS)
