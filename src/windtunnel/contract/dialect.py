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


def level_document(node: Any, *, names: bool = False) -> Any:
    """Return an OpenAPI 3.0 document, or a part of one, with every schema levelled.

    Args:
        node: the document, or a part of it.
        names: whether the keys of ``node`` are names and not keywords.
    """
    if isinstance(node, list):
        return [level_document(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    if names:
        return {name: level_document(each) for name, each in node.items()}
    return {
        key: each if _is_data(key) else level_document(each, names=key in NAME_KEYS)
        for key, each in level(node).items()
    }


def _is_data(key: Any) -> bool:
    return key in DATA_KEYS or str(key).startswith("x-")


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
