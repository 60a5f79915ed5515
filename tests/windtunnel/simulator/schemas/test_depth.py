"""How deep the smallest instance is."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.simulator.schemas.depth import DEPTH_MAX, Depths, likely_type
from windtunnel.simulator.schemas.flat import Flats, local_resolver

TREE = {
    "type": "object",
    "required": ["kids"],
    "properties": {"kids": {"type": "array", "items": {"$ref": "#/$defs/T"}}},
}
CHAIN = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/$defs/C"}}}
ENDING = {
    "type": "object",
    "required": ["next"],
    "properties": {"next": {"anyOf": [{"$ref": "#/$defs/E"}, {"type": "null"}]}},
}


@pytest.mark.parametrize(
    ("schema", "depth"),
    [
        ({"type": "string"}, 0),
        (True, 0),
        (False, None),
        ({"type": "array", "items": {"type": "object"}}, 0),
        ({"type": "array", "items": {"type": "object"}, "minItems": 1}, 1),
        ({"type": "array", "prefixItems": [{"type": "array", "minItems": 1}], "minItems": 1}, 2),
        ({"$ref": "#/$defs/T"}, 1),
        ({"$ref": "#/$defs/E"}, 1),
        ({"$ref": "#/$defs/C"}, None),
        ({"anyOf": [{"$ref": "#/$defs/C"}, {"type": "integer"}]}, 0),
        ({"enum": [{"a": {"b": {}}}]}, 0),
        ({"type": "array", "contains": {"$ref": "#/$defs/C"}}, None),
    ],
)
def test_recursion_is_measured_to_its_nearest_end(schema: Any, depth: int | None) -> None:
    """A list may be empty, an alternative null; a chain without an end has no instance."""
    resolve = local_resolver({"$defs": {"T": TREE, "C": CHAIN, "E": ENDING}})
    assert Depths(Flats(resolve)).smallest(schema) == depth


def test_measuring_is_bounded() -> None:
    """A ladder that is higher than any sensible instance counts as endless."""
    ladder: Any = {"type": "string"}
    for _ in range(DEPTH_MAX + 2):
        ladder = {"type": "array", "items": ladder, "minItems": 1}
    assert Depths(Flats(local_resolver({}))).smallest(ladder) is None


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"properties": {}}, "object"),
        ({"items": {}}, "array"),
        ({"minimum": 1}, "number"),
        ({"pattern": "x"}, "string"),
        ({}, "string"),
    ],
)
def test_a_schema_without_a_type_is_about_what_its_keywords_are_about(schema: Any, kind: str) -> None:
    """Texts, when it says nothing."""
    assert likely_type(Flats(local_resolver({})).of(schema)) == kind
