"""Schemas beside values."""

from __future__ import annotations

from windtunnel.simulator.brain.schema_views import SchemaView

SCHEMA = {
    "type": "object",
    "$defs": {"Color": {"enum": ["red", "blue"]}},
    "properties": {
        "color": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Color"}], "description": "d"},
        "sizes": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}},
    },
}


def test_references_and_unions_are_settled() -> None:
    """Of alternatives the first that is not null counts, with what stands beside them."""
    settled = SchemaView(SCHEMA).settled(SCHEMA["properties"]["color"])  # type: ignore[index]  # a literal
    assert settled == {"enum": ["red", "blue"], "description": "d"}


def test_leaves_know_their_schema_and_their_place() -> None:
    """Through objects and lists; what the schema does not know has an empty one."""
    value = {"color": "red", "sizes": [{"size": 1}, {"size": 2}], "other": True}
    leaves = SchemaView(SCHEMA).leaves(value)
    assert [(leaf.key, leaf.value, leaf.schema.get("type")) for leaf in leaves] == [
        ("color", "red", None),
        ("size", 1, "integer"),
        ("size", 2, "integer"),
        ("other", True, None),
    ]
    leaves[2].become(9)
    assert value["sizes"] == [{"size": 1}, {"size": 9}]


def test_circles_and_dead_ends_say_nothing() -> None:
    """A schema that leads nowhere does not stop the reader."""
    circle = {"anyOf": [{"$ref": "#"}]}
    assert SchemaView(circle).settled(circle) == {}
    assert SchemaView({}).settled({"$ref": "#/nowhere"}) == {}


def test_scalars_have_no_leaves() -> None:
    """There is nothing to take apart."""
    assert SchemaView({"type": "string"}).leaves("text") == []
