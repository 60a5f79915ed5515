"""Seeded instances of JSON schemas."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.contract.document import Contract
from windtunnel.simulator.instance import Instances, Uninstantiable, instance
from windtunnel.simulator.schemas.flat import local_resolver

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text("abc", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text("xyz", min_size=1, max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)
PATTERNS = (
    r"^[A-Z]{2}\d{3}$",
    r"^\w+-\w+$",
    r"[0-9a-f]{8}",
    r"^(red|green|blue)$",
    r"^[^/\s]{1,5}$",
    r"x",
    r"^\S+@\S+$",
)
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


SCALARS = (
    numbers() | texts() | st.just({"type": "boolean"}) | st.just({"type": "null"}) | JSON.map(lambda v: {"const": v})
)
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
        schema["dependentRequired"] = {
            draw(st.sampled_from(names)): draw(st.lists(st.sampled_from(names), unique=True))
        }
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
        objects(inner).map(
            lambda part: {"allOf": [part, {"type": "object", "properties": {"z": {"type": "integer"}}}]}
        ),
    )


SCHEMAS = st.recursive(SCALARS, combined, max_leaves=8)


@given(SCHEMAS, st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
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


TREE: dict[str, Any] = {
    "type": "object",
    "required": ["name", "parts"],
    "properties": {
        "name": {"type": "string"},
        "parts": {"type": "array", "items": {"$ref": "#"}},
        "spare": {"$ref": "#"},
    },
}


def depth(value: Any) -> int:
    """Return how deep a value is nested."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


def test_recursion_ends() -> None:
    """A tree has leaves, however its seed grows."""
    trees = [instance(TREE, Random(seed), optional_chance=1.0) for seed in range(50)]
    assert max(map(depth, trees)) <= 6
    assert max(map(depth, trees)) > 2


def test_recursion_that_a_schema_demands_is_followed_to_its_end() -> None:
    """Deeper than instances usually are, when there is no other way."""
    ladder: dict[str, Any] = {"const": "end"}
    for _ in range(9):
        ladder = {"type": "object", "required": ["down"], "properties": {"down": ladder}}
    assert depth(instance(ladder, Random(1))) == 10


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"type": "object", "required": ["x"], "properties": {"x": {"$ref": "#"}}},
        {"type": "string", "minLength": 3, "maxLength": 2},
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
        {"type": "object", "required": ["x"], "additionalProperties": False},
        {"type": "object", "properties": {"x": True}, "additionalProperties": False, "minProperties": 2},
        {"enum": [1, 2], "type": "string"},
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        {"oneOf": [{"type": "string"}, {"minLength": 0}], "type": "string"},
        {"not": {}},
        {"type": "objekt"},
    ],
)
def test_what_has_no_instance_is_told(schema: Any) -> None:
    """Endless recursion, contradictions, and what is no schema."""
    with pytest.raises(Uninstantiable):
        instance(schema, Random(1))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": "integer", "minimum": 3, "exclusiveMinimum": True, "maximum": 5},
        {"$ref": "#/components/schemas/Named", "nullable": True},
        {"oneOf": [{"$ref": "#/components/schemas/Named"}, {"$ref": "#/components/schemas/Tagged"}]},
        {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}, "properties": {"a": {}, "b": {}}},
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentSchemas": {"a": {"required": ["b"]}}},
        {"not": {"const": "x"}, "type": "string", "maxLength": 1, "pattern": "^[xyz]$"},
        {
            "type": "object",
            "patternProperties": {"^x-": {"type": "integer"}},
            "additionalProperties": False,
            "minProperties": 2,
        },
        {"type": "object", "propertyNames": {"pattern": "^[a-z]{3}$"}, "minProperties": 3},
    ],
)
def test_the_words_of_both_openapi_versions_are_understood(schema: Any) -> None:
    """Nullable references, exclusive bounds, conditions, names by pattern."""
    schemas = {
        "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "Tagged": {
            "type": "object",
            "required": ["tag"],
            "properties": {"tag": {"type": "string"}},
            "maxProperties": 1,
        },
    }
    made = Instances(local_resolver({"components": {"schemas": schemas}}))
    for seed in range(20):
        assert made.is_valid(schema, made.make(schema, Random(seed)))


def test_optional_properties_come_as_often_as_asked_for() -> None:
    """Never, always, or by chance; in the order of the schema."""
    schema = {"type": "object", "required": ["c"], "properties": {name: {"type": "null"} for name in "abcd"}}
    assert list(instance(schema, Random(1), optional_chance=0.0)) == ["c"]
    assert list(instance(schema, Random(1), optional_chance=1.0)) == ["a", "b", "c", "d"]
    counts = [len(instance(schema, Random(seed))) for seed in range(200)]
    assert 2.2 < sum(counts) / len(counts) < 2.8


@pytest.mark.parametrize("file", sorted(Path("contracts").glob("*/openapi.yaml")), ids=lambda file: file.parent.name)
def test_every_schema_of_our_contracts_has_an_instance(file: Path) -> None:
    """And each is valid."""
    of = Contract.of_file(file)
    made = Instances(of.resolve)
    for name, schema in of.document.get("components", {}).get("schemas", {}).items():
        assert made.is_valid(schema, made.make(schema, Random(1))), name
