"""Seeded instances of JSON schemas."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.simulator.instance import Instances, Uninstantiable, instance
from windtunnel.simulator.schemas.flat import local_resolver

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text("abc", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("xyz", min_size=1, max_size=2), inner, max_size=2),
    max_leaves=4,
)
PATTERNS = (r"^[A-Z]{2}\d{3}$", r"^\w+-\w+$", r"[0-9a-f]{8}", r"^(red|green|blue)$", r"^[^/\s]{1,5}$", r"x", r"^\S+@\S+$")
FORMATS = ("date-time", "date", "time", "email", "uuid", "uri", "hostname", "ipv4", "ipv6", "duration", "unheard-of")


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    """Return a satisfiable schema of numbers."""
    schema: dict[str, Any] = {"type": draw(st.sampled_from(["integer", "number"]))}
    low = draw(st.integers(-1000, 1000))
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["minimum", "exclusiveMinimum"]))] = low
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["maximum", "exclusiveMaximum"]))] = low + draw(st.integers(60, 5000))
    if draw(st.booleans()):
        schema["multipleOf"] = draw(st.sampled_from([1, 2, 5, 7, 12, 0.5, 0.25, 0.1]))
    return schema


@st.composite
def texts(draw: st.DrawFn) -> dict[str, Any]:
    """Return a satisfiable schema of texts."""
    schema: dict[str, Any] = {"type": "string"}
    kind = draw(st.sampled_from(["plain", "pattern", "format"]))
    if kind == "pattern":
        return schema | {"pattern": draw(st.sampled_from(PATTERNS))}
    if kind == "format":
        schema["format"] = draw(st.sampled_from(FORMATS))
    if draw(st.booleans()):
        schema["minLength"] = draw(st.integers(0, 60))
    if draw(st.booleans()):
        schema["maxLength"] = schema.get("minLength", 0) + draw(st.integers(0, 40))
    return schema


SCALARS = numbers() | texts() | st.just({"type": "boolean"}) | st.just({"type": "null"}) | JSON.map(lambda v: {"const": v})
SCALARS |= st.lists(JSON, min_size=1, max_size=4).map(lambda values: {"enum": values})


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Return a satisfiable schema of lists."""
    schema: dict[str, Any] = {"type": "array", "items": draw(inner)}
    if draw(st.booleans()):
        schema["minItems"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        schema["maxItems"] = schema.get("minItems", 0) + draw(st.integers(0, 3))
    if draw(st.booleans()):
        schema["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=2))
    if draw(st.integers(0, 4)) == 0:
        return {"type": "array", "items": {"type": "integer"}, "uniqueItems": True, "minItems": draw(st.integers(0, 5))}
    if draw(st.integers(0, 4)) == 0:
        return {"type": "array", "items": draw(inner), "contains": True, "minContains": draw(st.integers(0, 2))}
    return schema


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Return a satisfiable schema of objects."""
    properties = draw(st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4))
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    names = sorted(properties)
    if names:
        schema["required"] = draw(st.lists(st.sampled_from(names), unique=True))
        schema["dependentRequired"] = {draw(st.sampled_from(names)): draw(st.lists(st.sampled_from(names), unique=True))}
    if draw(st.booleans()):
        schema["additionalProperties"] = draw(st.booleans() | inner)
    if schema.get("additionalProperties", True) is True:
        schema["minProperties"] = draw(st.integers(0, 5))
        schema["propertyNames"] = {"minLength": 1}
        schema["patternProperties"] = {"^n_": draw(inner)}
    return schema


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return schemas made of others."""
    tagged = st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: [
            {"type": "object", "required": ["kind", "value"], "properties": {"kind": {"const": n}, "value": part}}
            for n, part in enumerate(parts)
        ]
    )
    return st.one_of(
        arrays(inner),
        objects(inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts}),
        tagged.map(lambda parts: {"oneOf": parts}),
        inner.map(lambda part: {"allOf": [part, {"description": "the same"}]}),
        inner.map(lambda part: {"anyOf": [part, {"type": "null"}]}),
        objects(inner).map(lambda part: {"allOf": [part, {"type": "object", "properties": {"z": {"type": "integer"}}}]}),
    )


SCHEMAS = st.recursive(SCALARS, combined, max_leaves=8)


@given(SCHEMAS, st.integers(0, 2**32))
@settings(max_examples=600, deadline=None)
def test_an_instance_is_valid_against_its_schema(schema: dict[str, Any], seed: int) -> None:
    """Whatever the schema combines, jsonschema_rs accepts what is made, and the same seed makes the same."""
    try:
        made = instance(schema, Random(seed))
    except Uninstantiable:
        if not _closed_off(schema):
            raise
        return
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(made)
    assert instance(schema, Random(seed)) == made


def _closed_off(schema: Any) -> bool:
    """Tell whether ``schema`` merges a closed object with another one, which may leave nothing."""
    if isinstance(schema, list):
        return any(_closed_off(each) for each in schema)
    if not isinstance(schema, dict):
        return False
    merges = isinstance(schema.get("allOf"), list) and len(schema["allOf"]) > 1
    return (merges and "additionalProperties" in str(schema)) or any(_closed_off(each) for each in schema.values())
