"""Flat views of schemas."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.simulator.schemas.flat import Flat, Flats, both, local_resolver, without_first_group

DOCUMENT: dict[str, Any] = {
    "$defs": {
        "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "Circle": {"allOf": [{"$ref": "#/$defs/Circle"}, {"type": "string"}]},
        "a/b~c": {"type": "integer"},
    },
    "list": [{"type": "boolean"}],
}


def flat(schema: Any) -> Flat:
    """Return the flat view of a schema that refers to the document."""
    return Flats(local_resolver(DOCUMENT)).of(schema)


def test_references_and_parts_are_merged() -> None:
    """Properties of all, requirements of all."""
    view = flat(
        {"allOf": [{"$ref": "#/$defs/Named"}, {"required": ["age"], "properties": {"age": {"type": "integer"}}}]}
    )
    assert view.types == ("object",)
    assert list(view.names()) == ["name", "age"]
    assert view.keywords["required"] == ["name", "age"]


@pytest.mark.parametrize(
    ("parts", "keyword", "merged"),
    [
        ([{"minimum": 1}, {"minimum": 3}], "minimum", 3),
        ([{"maxLength": 5}, {"maxLength": 3}], "maxLength", 3),
        ([{"enum": [1, 2, 3]}, {"enum": [3, 2]}], "enum", [2, 3]),
        ([{"enum": [1, 2]}, {"const": 2}], "enum", [2]),
        ([{"multipleOf": 4}, {"multipleOf": 6}], "multipleOf", 12),
        ([{"uniqueItems": False}, {"uniqueItems": True}], "uniqueItems", True),
    ],
)
def test_keywords_are_merged_to_the_stricter_one(parts: list[Any], keyword: str, merged: Any) -> None:
    """What both demand."""
    assert flat({"allOf": parts}).keywords[keyword] == merged


@pytest.mark.parametrize(
    ("parts", "types"),
    [
        ([{"type": "integer"}, {"type": "number"}], ("integer",)),
        ([{"type": ["number", "null"]}, {"type": "integer"}], ("integer",)),
        ([{"type": ["string", "null"]}, {"type": ["null", "array"]}], ("null",)),
    ],
)
def test_types_are_those_that_all_allow(parts: list[Any], types: tuple[str, ...]) -> None:
    """An integer is a number."""
    assert flat({"allOf": parts}).types == types


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"allOf": [True, False]},
        {"allOf": [{"type": "string"}, {"type": "null"}]},
        {"allOf": [{"const": 1}, {"const": 2}]},
    ],
)
def test_contradictions_are_impossible(schema: Any) -> None:
    """Nothing satisfies them."""
    assert flat(schema).impossible


def test_a_closed_part_forbids_what_only_others_declare() -> None:
    """``additionalProperties`` speaks of its own properties alone."""
    closed = {"properties": {"a": True}, "additionalProperties": False}
    view = flat({"allOf": [closed, {"properties": {"b": True}}]})
    assert (view.property("a"), view.property("b"), view.property("c")) == (True, False, False)


def test_a_property_may_be_known_by_a_pattern() -> None:
    """Or be additional."""
    view = flat({"patternProperties": {"^n_": {"type": "null"}}, "additionalProperties": {"type": "string"}})
    assert view.property("n_1") == {"type": "null"}
    assert view.property("other") == {"type": "string"}


def test_a_circle_of_references_ends() -> None:
    """What the parts say beside it stays."""
    assert flat({"$ref": "#/$defs/Circle"}).types == ("string",)


def test_alternatives_are_listed_in_groups() -> None:
    """Each group must be satisfied; a settled one can be taken off."""
    view = flat({"minLength": 2, "anyOf": [{"type": "string"}], "oneOf": [{"maxLength": 3}], "if": {"type": "string"}})
    assert [len(group) for group in view.groups] == [1, 1, 2]
    assert view.checked
    assert len(flat(without_first_group(view)).groups) == 2


def test_both_leaves_out_what_says_nothing() -> None:
    """And never wraps a single schema."""
    assert both(True, {}, {"type": "string"}) == {"type": "string"}
    assert both(True, {}) is True
    assert both({"a": 1}, {"b": 2}) == {"allOf": [{"a": 1}, {"b": 2}]}


@pytest.mark.parametrize(("reference", "kind"), [("#/$defs/a~1b~0c", "integer"), ("#/list/0", "boolean"), ("#", None)])
def test_local_references_are_json_pointers(reference: str, kind: str | None) -> None:
    """With escapes and positions; nowhere is an error."""
    resolve = local_resolver(DOCUMENT)
    assert resolve({"$ref": reference}).get("type") == kind
    with pytest.raises(LookupError):
        resolve({"$ref": "#/nowhere"})
