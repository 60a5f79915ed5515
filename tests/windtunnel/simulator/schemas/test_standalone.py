"""Schemas as documents of their own."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from windtunnel.simulator.schemas.flat import local_resolver
from windtunnel.simulator.schemas.standalone import standalone

SCHEMAS: dict[str, Any] = {
    "Node": {"type": "object", "properties": {"next": {"$ref": "#/x/Node"}, "$ref": {"type": "string"}}},
    "Old": {"type": "string", "nullable": True, "enum": ["a"]},
    "Made": {
        "type": "object",
        "required": ["id", "name", "name"],
        "properties": {"id": {"$ref": "#/x/Id"}, "name": {"type": "string"}},
    },
    "Id": {"type": "integer", "readOnly": True},
    "Example": {"type": "object", "example": {"$ref": "#/nowhere"}, "const": {"$ref": "#/nowhere"}},
    "Anchored": {"$id": "http://x", "$anchor": "a", "$recursiveAnchor": True, "type": "string"},
}


def fits(name: str, value: Any, *, request: bool = False) -> bool:
    """Tell whether a value is valid against a schema on its own."""
    schema = standalone({"$ref": f"#/x/{name}"}, local_resolver({"x": SCHEMAS}), request=request)
    return bool(jsonschema_rs.Draft202012Validator(schema).is_valid(value))


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("Node", {"next": {"next": {}}}, True),
        ("Node", {"next": {"next": 3}}, False),
        ("Node", {"$ref": 3}, False),
        ("Old", None, True),
        ("Old", "b", False),
        ("Made", {"id": 1, "name": "a"}, True),
        ("Made", {"name": "a"}, False),
        ("Example", {"$ref": "#/nowhere"}, True),
        ("Anchored", "a", True),
    ],
)
def test_references_lead_to_copies(name: str, value: Any, valid: bool) -> None:
    """Recursive ones, too; data that looks like a reference is data; slips of the pen are forgiven."""
    assert fits(name, value) is valid


def test_a_request_need_not_have_what_is_read_only() -> None:
    """The rest is still required."""
    assert fits("Made", {"name": "a"}, request=True)
    assert not fits("Made", {}, request=True)


def test_truth_values_are_schemas() -> None:
    """Everything, and nothing."""
    assert standalone(True, local_resolver({})) is True
    assert standalone(False, local_resolver({})) is False
