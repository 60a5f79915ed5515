"""Schemas as the vendor can enforce them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from adapters.ports.ai import Form
from adapters.systems.anthropic.schemas import enforceable_schema


class Item(Form):
    """A line of an order."""

    number: Annotated[str, Field(min_length=2, description="As printed.")]
    kind: Literal["a", "b"]


class Order(Form):
    """What is read from a mail."""

    minimum: Annotated[float, Field(ge=0, le=1)]
    items: Annotated[list[Item], Field(min_length=1, max_length=9)]
    note: str | None


def test_bounds_become_words() -> None:
    """What the vendor refuses is told the model instead."""
    schema = enforceable_schema(Order)
    assert schema["properties"]["minimum"] == {"type": "number", "description": "{maximum: 1, minimum: 0}"}
    lines = schema["properties"]["items"]
    assert (lines["minItems"], lines["description"]) == (1, "{maxItems: 9}")
    assert lines["items"]["properties"]["number"]["description"] == "As printed. {minLength: 2}"


def test_what_can_be_enforced_stays() -> None:
    """Types, choices, closed objects, alternatives, and properties that are called like keywords."""
    schema = enforceable_schema(Order)
    assert (schema["additionalProperties"], schema["required"]) == (False, ["minimum", "items", "note"])
    assert schema["properties"]["note"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert schema["properties"]["items"]["items"]["properties"]["kind"]["enum"] == ["a", "b"]
