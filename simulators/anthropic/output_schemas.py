"""What a schema must be that an answer is held to: JSON Schema, without what the vendor cannot hold a model to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from windtunnel.simulator.schemas.flat import local_resolver

Schema = Mapping[str, Any]
NOT_TAKEN: Mapping[str, tuple[str, ...]] = {
    "number": ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"),
    "integer": ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"),
    "string": ("maxLength", "minLength"),
    "array": ("contains", "maxItems", "prefixItems", "uniqueItems"),
    "object": ("maxProperties", "minProperties", "patternProperties", "propertyNames", "unevaluatedProperties"),
}
"""By type, keywords that are refused."""
NO_SCHEMA_TYPES = ("oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas")
FORMATS = frozenset(
    {"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"},
)
COMPOSED = ("anyOf", "allOf")


@dataclass(frozen=True)
class Bounds:
    """How much a schema may hold.

    Args:
        optional_properties: that are not required, in all of its objects.
        union_properties: places that have alternatives.
    """

    optional_properties: int
    union_properties: int

    @classmethod
    def of_limits(cls, limits: Mapping[str, float]) -> Bounds:
        """Return the bounds of a profile, ``output_schema_*_max``."""
        return cls(*(int(limits[f"output_schema_{each}_max"]) for each in cls.__dataclass_fields__))


@lru_cache(maxsize=512)
def schema_fault(text: bytes, bounds: Bounds | None) -> str | None:
    """Return what is wrong with the schema that has this JSON, in the vendor's words; remembered, as callers repeat.

    Args:
        text: the schema.
        bounds: how much it may hold when an answer is to be held to it; ``None`` when it is a hint.
    """
    schema = orjson.loads(text)
    fault = _malformed(schema)
    if fault is not None or bounds is None:
        return fault
    try:
        nodes = list(_Walk(schema).below(schema, ()))
    except LookupError as error:
        return str(error.args[0])
    return next((found for node in nodes if (found := _fault(node))), None) or _too_much(nodes, bounds)


def _malformed(schema: Any) -> str | None:
    try:
        jsonschema_rs.meta.validate(schema)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        return f"JSON schema is invalid. It must match JSON Schema draft 2020-12: {getattr(error, 'message', error)}"
    return None


class _Walk:
    """Goes through a schema, each definition once."""

    def __init__(self, root: Schema) -> None:
        self._resolve = local_resolver(root)
        self._seen: set[str] = set()

    def below(self, node: Any, refs: tuple[str, ...]) -> Iterator[Schema]:
        """Yield every schema below ``node``, which was reached by ``refs``.

        Raises:
            LookupError: a reference leads nowhere, or in a circle.
        """
        if not isinstance(node, Mapping):
            return
        if "$ref" in node:
            yield from self._followed(node, refs)
            return
        yield node
        parts = [*(node.get("properties") or {}).values(), *(each for key in COMPOSED for each in node.get(key) or ())]
        for part in [*parts, node.get("items")]:
            yield from self.below(part, refs)

    def _followed(self, node: Schema, refs: tuple[str, ...]) -> Iterator[Schema]:
        ref = node["$ref"]
        if ref in refs:
            raise LookupError(f"Circular reference detected in schema definitions: {' -> '.join([*refs, ref])}")
        if ref in self._seen:
            return
        target = self._target(node)
        self._seen.add(ref)
        yield from self.below(target, (*refs, ref))

    def _target(self, node: Schema) -> Any:
        if not node["$ref"].startswith("#"):
            raise LookupError(f"External schema references are not supported: {node['$ref']}")
        try:
            target = self._resolve(node)
        except LookupError:
            target = node
        if target is node:
            raise LookupError(f"Invalid reference in schema: {node['$ref']}")
        return target


def _fault(node: Schema) -> str | None:
    composed = next((keyword for keyword in NO_SCHEMA_TYPES if keyword in node), None)
    if composed is not None:
        return f"Schema type '{composed}' is not supported"
    types = node.get("type")
    kinds = [types] if isinstance(types, str) else list(types or ())
    return next((fault for kind in kinds if (fault := _fault_of_type(kind, node))), None)


def _fault_of_type(kind: str, node: Schema) -> str | None:
    named = sorted(keyword for keyword in NOT_TAKEN.get(kind, ()) if keyword in node)
    if named:
        listed = f"properties {', '.join(named)} are" if len(named) > 1 else f"property '{named[0]}' is"
        return f"For '{kind}' type, {listed} not supported"
    if kind == "object" and node.get("additionalProperties") is not False:
        return "For 'object' type, 'additionalProperties' must be explicitly set to false"
    if kind == "array" and node.get("minItems", 0) not in (0, 1):
        return "For 'array' type, 'minItems' values other than 0 or 1 are not supported"
    if kind == "string" and "format" in node and node["format"] not in FORMATS:
        return f"For 'string' type, 'format' value '{node['format']}' is not supported"
    return None


def _too_much(nodes: list[Schema], bounds: Bounds) -> str | None:
    optional = sum(len(set(node.get("properties") or {}) - set(node.get("required") or ())) for node in nodes)
    unions = sum("anyOf" in node or isinstance(node.get("type"), list) for node in nodes)
    for count, most, what in (
        (optional, bounds.optional_properties, "optional parameters"),
        (unions, bounds.union_properties, "parameters with union types"),
    ):
        if count > most:
            return (
                f"Schema contains too many {what} ({count}), which would make grammar compilation inefficient."
                f" Reduce the number of {what} in your schemas (limit: {most})."
            )
    return None
