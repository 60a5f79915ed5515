"""OpenAPI 3.0 schemas in the words of JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.dialect import level


@pytest.mark.parametrize(
    ("schema", "levelled"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"$ref": "#/x", "nullable": True}, {"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
        ({"allOf": [{}], "nullable": True}, {"anyOf": [{"allOf": [{}]}, {"type": "null"}]}),
        ({"description": "anything", "nullable": True}, {"description": "anything"}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMinimum": 1}, {"exclusiveMinimum": 1}),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
    ],
)
def test_what_3_0_says_differently_is_levelled(schema: dict[str, Any], levelled: dict[str, Any]) -> None:
    """Null and exclusive bounds; what 3.1 says stays as it is."""
    before = repr(schema)
    assert level(schema) == levelled
    assert repr(schema) == before
