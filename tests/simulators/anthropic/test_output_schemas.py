"""Schemas that a model can be held to."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from simulators.anthropic.output_schemas import Bounds, schema_fault
from tests.simulators.anthropic.desk import SCHEMA, Desk, held_to, message_of, tool

BOUNDS = Bounds(optional_properties=2, union_properties=2)


def holding(**properties: Any) -> dict[str, Any]:
    """Return a closed object with such properties, all required."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def fault(schema: Any) -> str | None:
    """Return what is wrong with a schema."""
    return schema_fault(orjson.dumps(schema), BOUNDS)


@pytest.mark.parametrize(
    "schema",
    [
        SCHEMA,
        holding(a={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        holding(a={"$ref": "#/$defs/b"}) | {"$defs": {"b": {"type": "string", "format": "email"}}},
        holding(a={"type": "array", "items": holding(b={"const": 1}), "minItems": 1}),
        holding(a={"enum": ["x", 1, None]}),
        holding(minimum={"type": "number"}),
    ],
)
def test_what_can_be_enforced_is_taken(schema: Any) -> None:
    """Including properties that are called like keywords."""
    assert fault(schema) is None


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "object", "properties": {}}, "For 'object' type, 'additionalProperties' must be explicitly set to"),
        (holding(a={"type": "number", "minimum": 0}), "For 'number' type, property 'minimum' is not supported"),
        (
            holding(a={"type": "integer", "minimum": 0, "maximum": 1}),
            "For 'integer' type, properties maximum, minimum are not supported",
        ),
        (holding(a={"type": "string", "minLength": 1}), "For 'string' type, property 'minLength' is not supported"),
        (holding(a={"type": "string", "format": "iban"}), "For 'string' type, 'format' value 'iban' is not supported"),
        (holding(a={"type": "array", "minItems": 2}), "For 'array' type, 'minItems' values other than 0 or 1"),
        (holding(a={"type": "array", "items": {"oneOf": []}}), "JSON schema is invalid."),
        (holding(a={"oneOf": [{"type": "string"}]}), "Schema type 'oneOf' is not supported"),
        (holding(a={"$ref": "#/$defs/b"}), "Invalid reference in schema: #/$defs/b"),
        (holding(a={"$ref": "https://example.test/b"}), "External schema references are not supported"),
        (holding(a={"$ref": "#/$defs/b"}) | {"$defs": {"b": {"$ref": "#/$defs/b"}}}, "Invalid reference in schema"),
        (
            holding(a={"$ref": "#/$defs/b"}) | {"$defs": {"b": holding(c={"$ref": "#/$defs/b"})}},
            "Circular reference detected in schema definitions: #/$defs/b -> #/$defs/b",
        ),
        (holding(a={"anyOf": [{"type": "string", "maxLength": 3}]}), "For 'string' type, property 'maxLength'"),
        (holding(a={}, b={}, c={}) | {"required": []}, "Schema contains too many optional parameters (3)"),
        (holding(**{name: {"type": ["string", "null"]} for name in "abc"}), "Schema contains too many parameters with"),
        ({"type": 7}, "JSON schema is invalid."),
    ],
)
def test_what_cannot_be_enforced_is_told(schema: Any, message: str) -> None:
    """The first thing, wherever it lies."""
    assert (fault(schema) or "").startswith(message)


def test_a_definition_is_looked_at_once() -> None:
    """However often it is used: thirty levels of two uses each are no billion."""
    levels = {f"l{n}": holding(a={"$ref": f"#/$defs/l{n + 1}"}, b={"$ref": f"#/$defs/l{n + 1}"}) for n in range(30)}
    assert fault(holding(a={"$ref": "#/$defs/l0"}) | {"$defs": {**levels, "l30": {"type": "string"}}}) is None


def test_a_hint_only_has_to_be_a_schema(desk: Desk) -> None:
    """Tools without strict take more than tools with it, and than answers."""
    bounded = {"type": "object", "properties": {"a": {"type": "number", "minimum": 0}}}
    assert desk.ask(tools=[tool(input_schema=bounded)]).status == 200
    strict = desk.ask(tools=[tool(input_schema=bounded, strict=True)])
    assert message_of(strict).startswith("tools.0.custom.input_schema: For 'object' type")
    assert message_of(desk.ask(output_config=held_to(bounded))).startswith("output_config.format.schema: For 'object'")
    wrong = {"type": "object", "properties": {"a": {"type": "nothing"}}}
    assert message_of(desk.ask(tools=[tool(input_schema=wrong)])).startswith("tools.0.custom.input_schema: JSON schema")
