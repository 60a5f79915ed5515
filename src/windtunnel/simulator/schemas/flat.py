"""One flat view of a schema: references followed, ``allOf`` merged, alternatives listed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.contract.dialect import level

Schema = Mapping[str, Any] | bool
Resolve = Callable[[Any], Any]

CHECKED = frozenset(
    {
        "oneOf", "not", "if", "dependentSchemas", "dependentRequired", "contains", "minContains", "maxContains",
        "uniqueItems", "patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems", "pattern",
        "multipleOf",
    }
)  # fmt: skip
"""Keywords that a value made part by part may miss, so that it has to be checked."""
REFERENCES_MAX = 64
OBJECT_KEYS = ("properties", "patternProperties", "additionalProperties")


@dataclass
class Flat:
    """A schema without references and ``allOf``.

    Args:
        types: the types it allows; ``None`` when it does not say.
        keywords: every other keyword, merged.
        groups: per ``anyOf``, ``oneOf`` or ``if``: the alternatives, of which one must hold.
        impossible: whether nothing can satisfy it.
        checked: whether it has keywords that only a validator can judge.
        patterned: schemas of properties known by pattern, once they were asked for.
    """

    types: tuple[str, ...] | None = None
    keywords: dict[str, Any] = field(default_factory=dict)
    groups: list[tuple[Schema, ...]] = field(default_factory=list)
    impossible: bool = False
    checked: bool = False
    patterned: dict[str, Schema] = field(default_factory=dict)

    def names(self) -> Mapping[str, Schema]:
        """Return the declared properties."""
        properties: Mapping[str, Schema] = self.keywords.get("properties", {})
        return properties

    def property(self, name: str) -> Schema:
        """Return the schema of a property, declared or not."""
        if name in self.names():
            return self.names()[name]
        if name not in self.patterned:
            patterns = self.keywords.get("patternProperties", {})
            fitting = [schema for pattern, schema in patterns.items() if re.search(pattern, name)]
            additional: Schema = self.keywords.get("additionalProperties", True)
            self.patterned[name] = both(*fitting) if fitting else additional
        return self.patterned[name]


class Flats:
    """Makes flat views and remembers them.

    Args:
        resolve: follows ``{"$ref": ...}``; raises for a reference that leads nowhere.
    """

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._known: dict[int, tuple[Schema, Flat]] = {}

    def of(self, schema: Schema) -> Flat:
        """Return the flat view of ``schema``."""
        known = self._known.get(id(schema))
        if known is None:
            flat = Flat()
            self._gather(schema, flat, frozenset())
            known = self._known[id(schema)] = (schema, flat)
        return known[1]

    def target(self, schema: Schema) -> Schema:
        """Return what ``schema`` refers to, itself when it is no reference."""
        target: Schema = self._resolve(schema)
        return target

    def _gather(self, schema: Schema, flat: Flat, seen: frozenset[str]) -> None:
        if not isinstance(schema, Mapping):
            flat.impossible = flat.impossible or schema is False
            return
        node = level(schema)
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            self._gather(self._resolve({"$ref": reference}), flat, seen | {reference})
        for part in node.get("allOf", ()):
            self._gather(part, flat, seen)
        _add_groups(node, flat)
        _add_keywords(node, flat)


def without_first_group(flat: Flat) -> Schema:
    """Return ``flat`` as a schema that no longer asks for its first group."""
    types = {} if flat.types is None else {"type": list(flat.types)}
    groups = [{"anyOf": list(group)} for group in flat.groups[1:]]
    return {**flat.keywords, **types, **({"allOf": groups} if groups else {})}


def both(*schemas: Schema) -> Schema:
    """Return a schema that asks for all of ``schemas``."""
    wanted = [schema for schema in schemas if schema is not True and schema != {}]
    if not wanted:
        return True
    return wanted[0] if len(wanted) == 1 else {"allOf": wanted}


def local_resolver(document: Any) -> Resolve:
    """Return a function that follows references of the form ``#/...`` within ``document``.

    Raises:
        LookupError: from the function: a reference leads nowhere, outside, or in a circle.
    """

    def resolve(node: Any) -> Any:
        for _ in range(REFERENCES_MAX):
            if not isinstance(node, Mapping) or "$ref" not in node:
                return node
            node = _follow(document, node["$ref"])
        raise LookupError("references lead in a circle")

    return resolve


def _follow(document: Any, reference: Any) -> Any:
    target = document
    for part in str(reference).removeprefix("#").strip("/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            target = target[int(key)] if isinstance(target, list) else target[key] if key else target
        except (TypeError, ValueError) as error:
            raise LookupError(f"reference {reference!r} leads nowhere") from error
    return target


def _add_groups(node: Mapping[str, Any], flat: Flat) -> None:
    for keyword in ("anyOf", "oneOf"):
        if node.get(keyword):
            flat.groups.append(tuple(node[keyword]))
    if "if" in node:
        flat.groups.append((both(node["if"], node.get("then", True)), node.get("else", True)))


def _add_keywords(node: Mapping[str, Any], flat: Flat) -> None:
    flat.checked = flat.checked or not CHECKED.isdisjoint(node)
    if "type" in node:
        given = node["type"] if isinstance(node["type"], list) else [node["type"]]
        flat.types = _common_types(flat.types, tuple(given))
    if any(key in node for key in OBJECT_KEYS):
        _merge_object(flat, node)
    if "const" in node:
        _merge(flat, "enum", [node["const"]])
    for key, value in node.items():
        if key in MERGES:
            _merge(flat, key, value)
    flat.impossible = flat.impossible or flat.types == () or flat.keywords.get("enum") == []


def _merge(flat: Flat, key: str, value: Any) -> None:
    if key not in flat.keywords:
        flat.keywords[key] = value
        return
    merged = MERGES[key](flat.keywords[key], value)
    flat.checked = flat.checked or merged != value
    flat.keywords[key] = merged


def _common_types(known: tuple[str, ...] | None, given: tuple[str, ...]) -> tuple[str, ...]:
    if known is None:
        return given
    common = [each for each in known if each in given or (each == "integer" and "number" in given)]
    if "integer" in given and "number" in known and "integer" not in common:
        common.append("integer")
    return tuple(common)


def _merge_object(flat: Flat, node: Mapping[str, Any]) -> None:
    if not any(key in flat.keywords for key in OBJECT_KEYS):
        flat.keywords.update({key: node[key] for key in OBJECT_KEYS if key in node})
        return
    mine, other = Flat(keywords=flat.keywords), Flat(keywords=dict(node))
    names = list(dict.fromkeys([*mine.names(), *other.names()]))
    properties = {name: _both_or_none(mine.property(name), other.property(name)) for name in names}
    patterns = _merge_patterns(mine.keywords, other.keywords)
    additional = _both_or_none(
        mine.keywords.get("additionalProperties", True), other.keywords.get("additionalProperties", True)
    )
    flat.keywords.update({"properties": properties, "patternProperties": patterns, "additionalProperties": additional})


def _merge_patterns(mine: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Schema]:
    merged: dict[str, Schema] = dict(mine.get("patternProperties", {}))
    for pattern, schema in other.get("patternProperties", {}).items():
        merged[pattern] = both(merged[pattern], schema) if pattern in merged else schema
    return merged


def _both_or_none(mine: Schema, other: Schema) -> Schema:
    return False if mine is False or other is False else both(mine, other)


def _common_values(mine: list[Any], other: list[Any]) -> list[Any]:
    return [value for value in mine if value in other]


def _union(mine: list[str], other: list[str]) -> list[str]:
    return list(dict.fromkeys([*mine, *other]))


def _common_multiple(mine: float, other: float) -> float:
    if float(mine).is_integer() and float(other).is_integer():
        return math.lcm(int(mine), int(other))
    return max(mine, other)


def _first(mine: Any, other: Any) -> Any:
    return mine


MERGES: dict[str, Callable[[Any, Any], Any]] = {
    "enum": _common_values,
    "required": _union,
    "minimum": max,
    "maximum": min,
    "exclusiveMinimum": max,
    "exclusiveMaximum": min,
    "minLength": max,
    "maxLength": min,
    "minItems": max,
    "maxItems": min,
    "minContains": max,
    "maxContains": min,
    "minProperties": max,
    "maxProperties": min,
    "multipleOf": _common_multiple,
    "uniqueItems": lambda mine, other: mine or other,
    "items": both,
    "contains": both,
    "propertyNames": both,
    "dependentRequired": lambda mine, other: {**mine, **other},
    "prefixItems": _first,
    "pattern": _first,
    "format": _first,
    "default": _first,
}
"""How two values of a keyword become one; what is lost on the way is caught by checking the result."""


__all__ = ["Flat", "Flats", "Resolve", "Schema", "both", "local_resolver", "without_first_group"]
