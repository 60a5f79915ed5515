"""The rules of strict schemas."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from simulators.openai.strict_schemas import Bounds, schema_fault, strict_fault
from tests.simulators.openai.desk import SCHEMA, contract

BOUNDS = Bounds.of_limits(contract().profile.limits)


def closed(**properties: Any) -> dict[str, Any]:
    """Return a closed object with every property required."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    "schema",
    [
        SCHEMA,
        closed(a={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        closed(a={"type": ["string", "null"]}, b={"enum": ["x", "y"]}, c={"const": 1}),
        closed(a={"type": "array", "items": closed(b={"type": "integer", "minimum": 0})}),
        {
            "$ref": "#/$defs/Node",
            "$defs": {"Node": closed(children={"type": "array", "items": {"$ref": "#/$defs/Node"}})},
        },
        closed(a={"type": "string", "pattern": "^x", "format": "email", "description": "d", "title": "t"}),
    ],
)
def test_what_is_allowed_has_no_fault(schema: dict[str, Any]) -> None:
    """Unions with null, enums, lists, recursion, bounds and formats."""
    assert strict_fault(schema, BOUNDS) is None


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "object", "properties": {}}, "In context=(), 'additionalProperties' is required to be supplied and"),
        ({**closed(a={"type": "string"}), "required": []}, "In context=(), 'required' is required to be supplied"),
        ({**closed(), "required": ["z"]}, "Extra required key 'z' supplied."),
        (
            closed(a={"type": "array", "items": {**closed(b={"type": "string"}), "required": []}}),
            "In context=('properties', 'a', 'items'), 'required' is required to be supplied and to be an array",
        ),
        (closed(a={"oneOf": [{"type": "string"}]}), "In context=('properties', 'a'), 'oneOf' is not permitted."),
        ({**closed(), "allOf": []}, "In context=(), 'allOf' is not permitted."),
        ({**closed(), "anyOf": []}, "In context=(), 'anyOf' is not permitted."),
        (closed(a={}), "In context=('properties', 'a'), schema must have a 'type' key."),
        (closed(a={"type": "array"}), "In context=('properties', 'a'), array schema missing items."),
        (closed(a={"$ref": "#/$defs/X"}), "reference to component '#/$defs/X' which was not found in the schema."),
        ({"type": "array", "items": {"type": "string"}}, "schema must be a JSON Schema of 'type: \"object\"'"),
        ([], "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."),
    ],
)
def test_what_is_not_allowed_is_named_with_its_place(schema: Any, told: str) -> None:
    """The context is the path as a Python tuple."""
    assert told in (strict_fault(schema, BOUNDS) or "")


def test_a_schema_may_not_be_too_much() -> None:
    """Properties, enum values and levels are limited."""
    tight = Bounds(properties=2, enum_values=2, nesting=2)
    assert "at most 2 object properties" in (strict_fault(closed(**{n: {"type": "null"} for n in "abc"}), tight) or "")
    assert "at most 2 enum values" in (strict_fault(closed(a={"enum": [1, 2, 3]}), tight) or "")
    levels = Bounds(properties=9, enum_values=9, nesting=2)
    assert strict_fault(closed(items={"type": "null"}), levels) is None
    deep = closed(items=closed(b={"type": "null"}))
    assert "at most 2 levels of nesting" in (strict_fault(deep, levels) or "")


def test_a_verdict_is_remembered_by_text() -> None:
    """The same text is judged once."""
    text = orjson.dumps(closed(a={"type": "string"}))
    before = schema_fault.cache_info().hits
    assert schema_fault(text, BOUNDS) is schema_fault(text, BOUNDS) is None
    assert schema_fault.cache_info().hits == before + 1


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "strng"}, "In context=('type',), \"strng\" is not valid under any of the schemas"),
        ({"type": "object", "properties": [1]}, "In context=('properties',), [1] is not of type \"object\"."),
        ({"$ref": 5}, "5 is not of type"),
        ({"$schema": "https://example.com/ours"}, "not present in a registry"),
    ],
)
def test_what_is_no_schema_is_refused_strict_or_not(schema: Any, told: str) -> None:
    """A misspelt type is told before it is answered by anything."""
    assert told in (schema_fault(orjson.dumps(schema), None) or "")
