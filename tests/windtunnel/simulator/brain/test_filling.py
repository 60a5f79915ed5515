"""Verdicts in the shape of a schema."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import jsonschema_rs
import pytest

from windtunnel.simulator.brain.filling import Filling
from windtunnel.simulator.brain.verdict import Verdict

VERDICT = Verdict("billing", 0.8, "Because of the words.")
LABELS = ["billing", "delivery"]


def filled(schema: dict[str, Any]) -> Any:
    """Return the verdict in the shape of a schema, which it fits."""
    value = json.loads(Filling(schema).write(VERDICT, lambda: Random(1)))
    assert jsonschema_rs.is_valid(schema, value)
    return value


def an_object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@pytest.mark.parametrize("name", ["category", "label", "class", "intent", "whatever"])
def test_an_enum_takes_the_label(name: str) -> None:
    """Whatever it is called."""
    schema = an_object(**{name: {"type": "string", "enum": LABELS}})
    assert filled(schema) == {name: "billing"}
    labels = Filling(schema).labels
    assert labels is not None
    assert labels.names == tuple(LABELS)


def test_the_name_decides_between_enums() -> None:
    """The other enum is made up."""
    schema = an_object(urgency={"enum": ["low", "high"]}, category={"enum": LABELS})
    assert filled(schema)["category"] == "billing"


def test_a_text_called_category_takes_the_label_without_an_enum() -> None:
    """And a reason is no category, whatever it is called."""
    schema = an_object(category_reason={"type": "string"}, category={"type": "string"})
    assert filled(schema) == {"category_reason": "Because of the words.", "category": "billing"}
    assert Filling(schema).labels is None


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "number"}, 0.8),
        ({"type": "number", "minimum": 0, "maximum": 100}, 80.0),
        ({"type": "integer", "minimum": 0, "maximum": 10}, 8),
        ({"type": "integer"}, 80),
        ({"type": "number", "minimum": 0.9, "maximum": 1}, 0.9),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, 0.8),
    ],
)
def test_confidence_has_the_scale_of_the_schema(schema: dict[str, Any], value: float) -> None:
    """From its bounds, or in percent when it is whole."""
    assert filled(an_object(confidence_score=schema)) == {"confidence_score": value}


def test_a_reason_is_no_longer_than_allowed() -> None:
    """It is cut."""
    assert filled(an_object(explanation={"type": "string", "maxLength": 7})) == {"explanation": "Because"}


def test_references_unions_and_nesting_are_followed() -> None:
    """As client libraries write them."""
    schema = {
        **an_object(result={"$ref": "#/$defs/Result"}),
        "$defs": {"Result": an_object(label={"$ref": "#/$defs/Label"}), "Label": {"enum": LABELS, "type": "string"}},
    }
    assert filled(schema) == {"result": {"label": "billing"}}


def test_a_list_of_labels_holds_the_label() -> None:
    """Alone."""
    assert filled(an_object(labels={"type": "array", "items": {"enum": LABELS}})) == {"labels": ["billing"]}


def test_everything_else_is_made_up() -> None:
    """Seeded, and valid."""
    schema = an_object(category={"enum": LABELS}, due={"type": "string", "format": "date"}, parts={"type": "array"})
    filling = Filling(schema)
    assert filling.makes_up
    assert filling.write(VERDICT, lambda: Random(1)) == filling.write(VERDICT, lambda: Random(1))
    assert filled(schema)["category"] == "billing"
    assert not Filling(an_object(category={"enum": LABELS})).makes_up


def test_recursion_comes_to_an_end() -> None:
    """A schema may hold itself."""
    node = an_object(category={"enum": LABELS}, parent={"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Node"}]})
    schema = {**node, "$defs": {"Node": node}}
    assert filled(schema)["category"] == "billing"
