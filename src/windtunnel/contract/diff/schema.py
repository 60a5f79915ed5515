"""What a schema says, with the differences in notation that mean nothing taken out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .description import Node

SINGLE_KEYWORDS = (
    "not",
    "items",
    "additionalProperties",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "if",
    "then",
    "else",
    "contentSchema",
)
"""Keywords with one schema."""
NAMED_KEYWORDS = ("properties", "patternProperties", "dependentSchemas", "$defs")
"""Keywords with schemas by name."""
COMPOSITIONS = ("allOf", "anyOf", "oneOf")
"""Keywords with alternatives or parts whose order means nothing."""
LISTED_KEYWORDS = (*COMPOSITIONS, "prefixItems")
ALLOWANCES = frozenset({"additionalProperties", "unevaluatedItems", "unevaluatedProperties"})
"""Keywords where a boolean is a switch, not a schema."""
ANNOTATIONS = frozenset({"title", "description", "default", "example", "examples", "externalDocs", "$comment"})
"""Keywords that change nothing about what is accepted."""

_CHILDREN = frozenset((*SINGLE_KEYWORDS, *NAMED_KEYWORDS, *LISTED_KEYWORDS))
_FALSE_BY_DEFAULT = frozenset({"nullable", "uniqueItems", "readOnly", "writeOnly", "deprecated", "x-nullable"})
_ZERO_BY_DEFAULT = frozenset({"minLength", "minItems", "minProperties"})
_EMPTY_BY_DEFAULT = frozenset(
    {"title", "format", "description", "pattern", "contentMediaType", "contentEncoding", "required", *_CHILDREN}
)


def structure(old: Node, new: Node) -> frozenset[str]:
    """Return the keywords with subschemas that either of two schemas has."""
    return _CHILDREN.intersection(old) | _CHILDREN.intersection(new)


def types(schema: Node) -> tuple[str, ...]:
    """Return the types that a schema names, in its order; none when it names none."""
    named = schema.get("type")
    if isinstance(named, str):
        return (named,)
    return tuple(str(each) for each in named) if isinstance(named, list) else ()


def is_nullable(schema: Node) -> bool:
    """Tell whether a schema says ``nullable``, in OpenAPI 3.0's words or Swagger's extension."""
    return schema.get("nullable") is True or schema.get("x-nullable") is True


def required(schema: Node) -> frozenset[str]:
    """Return the names of required properties."""
    named = schema.get("required")
    return frozenset(each for each in named if isinstance(each, str)) if isinstance(named, list) else frozenset()


def properties(schema: Node) -> Node:
    """Return the properties of a schema by name."""
    return named(schema, "properties")


def named(schema: Node, keyword: str) -> Node:
    """Return the schemas by name under a keyword."""
    found = schema.get(keyword)
    return found if isinstance(found, dict) else {}


def listed(schema: Node, keyword: str) -> list[Any]:
    """Return the schemas in the list under a keyword."""
    found = schema.get(keyword)
    return found if isinstance(found, list) else []


def single(schema: Node, keyword: str) -> Any:
    """Return the schema under a keyword, ``None`` when there is none or only a switch."""
    found = schema.get(keyword)
    if isinstance(found, dict) or (isinstance(found, bool) and keyword not in ALLOWANCES):
        return found
    return None


def text(schema: Node, keyword: str) -> str:
    """Return the text under a keyword; absent and empty are the same."""
    found = schema.get(keyword)
    return found if isinstance(found, str) else ""


def number(schema: Node, keyword: str) -> float | int | None:
    """Return the number under a keyword."""
    found = schema.get(keyword)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def same_value(old: Any, new: Any) -> bool:
    """Tell whether two JSON values are equal: 1 is 1.0, but 1 is not true."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same_value, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same_value(old[key], new[key]) for key in old)
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def own_differences(old: Node, new: Node) -> set[str]:
    """Return the keywords in which two schemas themselves differ, their subschemas aside."""
    if old is new:
        return set()
    return {
        key
        for key in {**old, **new}
        if key not in _CHILDREN and not same_value(_meaning(key, old.get(key)), _meaning(key, new.get(key)))
    } | {key for key in ALLOWANCES if _switch(old.get(key)) is not _switch(new.get(key))}


def accepts_anything(schema: Node | bool) -> bool:
    """Tell whether a schema restricts nothing, whatever it says about it."""
    if isinstance(schema, bool):
        return schema
    return all(key in ANNOTATIONS or _meaning(key, value) is None for key, value in schema.items())


def restricts_alike(one: Node, other: Node, without: Collection[str]) -> bool:
    """Tell whether two schemas restrict the same, some keywords and all annotations aside."""

    def kept(schema: Node) -> dict[str, Any]:
        said = {key: _meaning(key, value) for key, value in schema.items()}
        return {key: value for key, value in said.items() if value is not None and key not in {*ANNOTATIONS, *without}}

    return same_value(kept(one), kept(other))


def is_bare_null(schema: Node | bool) -> bool:
    """Tell whether a schema accepts null and says nothing else."""
    if isinstance(schema, bool) or types(schema) != ("null",):
        return False
    return accepts_anything({key: value for key, value in schema.items() if key != "type"})


def _switch(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _meaning(key: str, value: Any) -> Any:
    """Return a value, or ``None`` where it says what is the case anyway."""
    if key in _FALSE_BY_DEFAULT:
        return value or None
    if key in _ZERO_BY_DEFAULT:
        return value or None
    if key in _EMPTY_BY_DEFAULT and not value and value is not False:
        return None
    if key in {"required", "type"}:
        return sorted({*map(str, value)}) if isinstance(value, list) else [value] if value else None
    return value
