"""Levelling OpenAPI 3.0 schemas to JSON Schema 2020-12, the dialect of OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DATA_KEYS = frozenset({"example", "examples", "default", "enum", "const"})
"""Keywords whose values are data, not schemas."""
NAME_KEYS = frozenset(
    {
        "$defs", "callbacks", "content", "definitions", "dependentSchemas", "encoding", "headers", "links", "mapping",
        "parameters", "pathItems", "paths", "patternProperties", "properties", "requestBodies", "responses", "schemas",
        "securitySchemes", "variables",
    }
)  # fmt: skip
"""Keywords whose values map names, which are not keywords, to something."""
COMBINATIONS = ("$ref", "allOf", "anyOf", "oneOf")


def level(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return one schema object in the words of JSON Schema 2020-12; its subschemas stay as they are."""
    levelled = schema
    if isinstance(schema.get("nullable"), bool):
        levelled = _without_nullable(levelled)
    for bound in ("minimum", "maximum"):
        if isinstance(levelled.get(_exclusive(bound)), bool):
            levelled = _with_number_bound(levelled, bound)
    return levelled


def _exclusive(bound: str) -> str:
    return f"exclusive{bound.capitalize()}"


def _without_nullable(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    rest = {key: value for key, value in schema.items() if key != "nullable"}
    if not schema["nullable"]:
        return rest
    if "type" in rest:
        return _with_null(rest)
    return {"anyOf": [rest, {"type": "null"}]} if any(key in rest for key in COMBINATIONS) else rest


def _with_null(schema: dict[str, Any]) -> Mapping[str, Any]:
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    schema["type"] = types if "null" in types else [*types, "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    return schema


def _with_number_bound(schema: Mapping[str, Any], bound: str) -> Mapping[str, Any]:
    rest = {key: value for key, value in schema.items() if key != _exclusive(bound)}
    if schema[_exclusive(bound)] and bound in rest:
        rest[_exclusive(bound)] = rest.pop(bound)
    return rest
