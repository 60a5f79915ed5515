"""Bounds that are told in words."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
import pytest
from anthropic import transform_schema
from pydantic import BaseModel, Field

from simulators.anthropic.hints import heeded
from tests.simulators.anthropic.desk import Desk, held_to, text_of


class Rating(BaseModel):
    """What the vendor's client makes a schema of."""

    share: Annotated[float, Field(ge=0, le=1, description="From nothing to all.")]
    stars: Annotated[int, Field(ge=1, le=5)]
    words: Annotated[list[str], Field(min_length=2, max_length=3)]


def test_what_the_vendors_client_writes_is_understood() -> None:
    """Bounds come back as the caller meant them."""
    properties = heeded(orjson.dumps(transform_schema(Rating)))["properties"]
    assert (properties["share"]["minimum"], properties["share"]["maximum"]) == (0, 1)
    assert (properties["stars"]["minimum"], properties["stars"]["maximum"]) == (1, 5)
    assert (properties["words"]["minItems"], properties["words"]["maxItems"]) == (2, 3)


def test_answers_heed_it(desk: Desk) -> None:
    """However often it is asked."""
    schema = transform_schema(Rating)
    for number in range(20):
        Rating.model_validate_json(text_of(desk.ask(f"question {number}", output_config=held_to(schema))))


@pytest.mark.parametrize(
    ("description", "bounds"),
    [
        ("{minimum: -1.5, maximum: 1e3}", {"minimum": -1.5, "maximum": 1000.0}),
        ("Between. {minLength: 2}", {"minLength": 2}),
        ("minimum: 3", {}),
        ("{minimum: 3} is only an example", {}),
        ("{minimum: many}", {}),
        ("{pattern: ^a$, maxLength: 7}", {"maxLength": 7}),
        (7, {}),
    ],
)
def test_only_what_is_told_plainly_counts(description: Any, bounds: dict[str, float]) -> None:
    """At the end, in braces, as numbers."""
    found = heeded(orjson.dumps({"type": "number", "description": description}))
    assert {name: value for name, value in found.items() if name not in ("type", "description")} == bounds


def test_what_the_schema_says_itself_counts_more() -> None:
    """The schema of a tool may have bounds."""
    assert heeded(b'{"minimum": 1, "description": "{minimum: 5}"}')["minimum"] == 1
