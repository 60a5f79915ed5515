"""What a schema must be: JSON Schema; and for ``strict`` closed objects with every property required."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from windtunnel.simulator.schemas.flat import local_resolver

NOT_PERMITTED = (
    "allOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
)
PARTS = ("properties", "$defs", "definitions")
Path = tuple[str, ...]
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Bounds:
    """How much a strict schema may hold.

    Args:
        properties: in all of its objects.
        enum_values: in all of its enums.
        nesting: levels.
    """

    properties: int
    enum_values: int
    nesting: int

    @classmethod
    def of_limits(cls, limits: Mapping[str, float]) -> Bounds:
        """Return the bounds of a profile, ``strict_schema_*_max``."""
        return cls(*(int(limits[f"strict_schema_{each}_max"]) for each in cls.__dataclass_fields__))


@lru_cache(maxsize=512)
def schema_fault(text: bytes, bounds: Bounds | None) -> str | None:
    """Return what is wrong with the schema that has this JSON, in the vendor's words; remembered, as callers repeat.

    Args:
        text: the schema.
        bounds: how much it may hold when it has to be strict; ``None`` when it need not be.
    """
    schema = orjson.loads(text)
    return _malformed(schema) or (strict_fault(schema, bounds) if bounds is not None else None)


def strict_fault(schema: Any, bounds: Bounds) -> str | None:
    """Return what keeps ``schema`` from being strict, in the vendor's words; ``None`` when nothing does.

    Args:
        schema: the schema that the caller wrote.
        bounds: how much it may hold.
    """
    if not isinstance(schema, Mapping) or not _is_object(_target(schema, schema)):
        given = schema.get("type") if isinstance(schema, Mapping) else None
        return f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{given}\"'."
    if "anyOf" in schema:
        return "In context=(), 'anyOf' is not permitted."
    faults = (fault for path, node in _walk(schema, ()) if (fault := _fault(node, path, schema)) is not None)
    return next(faults, None) or _too_much(schema, bounds)


def _malformed(schema: Any) -> str | None:
    try:
        jsonschema_rs.meta.validate(schema)
    except jsonschema_rs.ValidationError as error:
        return f"In context={tuple(map(str, error.instance_path))!r}, {error.message}."
    except jsonschema_rs.ReferencingError as error:
        return f"{error}."
    return None


def _target(node: Schema, root: Schema) -> Schema:
    try:
        target = local_resolver(root)(node)
    except LookupError:
        return node
    return target if isinstance(target, Mapping) else {}


def _is_object(node: Schema) -> bool:
    types = node.get("type")
    return types == "object" or (isinstance(types, list) and "object" in types)


def _walk(node: Any, path: Path) -> Iterator[tuple[Path, Schema]]:
    """Yield every schema below ``node`` with its path, as the vendor's messages count it."""
    if not isinstance(node, Mapping):
        return
    yield path, node
    for keyword in PARTS:
        for name, part in (node.get(keyword) or {}).items():
            yield from _walk(part, (*path, keyword, name))
    if "items" in node:
        yield from _walk(node["items"], (*path, "items"))
    for index, branch in enumerate(node.get("anyOf") or ()):
        yield from _walk(branch, (*path, "anyOf", str(index)))


def _fault(node: Schema, path: Path, root: Schema) -> str | None:
    context = f"In context={path!r}, "
    forbidden = next((keyword for keyword in NOT_PERMITTED if keyword in node), None)
    if forbidden is not None:
        return f"{context}'{forbidden}' is not permitted."
    if "$ref" in node:
        leads = _target(node, root) is not node
        return None if leads else f"{context}reference to component '{node['$ref']}' which was not found in the schema."
    if not _is_object(node):
        return _missing_type(node, context)
    if node.get("additionalProperties") is not False:
        return f"{context}'additionalProperties' is required to be supplied and to be false."
    return _required_fault(node, context)


def _missing_type(node: Schema, context: str) -> str | None:
    if node.get("type") == "array" and "items" not in node:
        return f"{context}array schema missing items."
    if not {"type", "anyOf", "enum", "const"} & node.keys():
        return f"{context}schema must have a 'type' key."
    return None


def _required_fault(node: Schema, context: str) -> str | None:
    required = node.get("required")
    names = list(node.get("properties") or {})
    rule = f"{context}'required' is required to be supplied and to be an array including every key in properties."
    missing = next((name for name in names if name not in (required or ())), None)
    if missing is not None:
        return f"{rule} Missing '{missing}'."
    extra = next((name for name in required or () if name not in names), None)
    return f"{rule} Extra required key '{extra}' supplied." if extra is not None else None


def _too_much(schema: Schema, bounds: Bounds) -> str | None:
    nodes = list(_walk(schema, ()))
    counts = (
        ("object properties", bounds.properties, sum(len(node.get("properties") or {}) for _, node in nodes)),
        ("enum values", bounds.enum_values, sum(len(node.get("enum") or ()) for _, node in nodes)),
        ("levels of nesting", bounds.nesting, max(_level(path) for path, _ in nodes)),
    )
    for name, most, count in counts:
        if count > most:
            rule = f"Expected at most {most} {name} in total within a schema when using structured outputs"
            return f"{rule}, but received {count}."
    return None


def _level(path: Path) -> int:
    """Return how deep a schema lies: each object and each list is one level; names of properties are no keywords."""
    level, parts = 1, iter(path)
    for part in parts:
        level += part in ("properties", "items")
        if part in PARTS:
            next(parts, None)
    return level
