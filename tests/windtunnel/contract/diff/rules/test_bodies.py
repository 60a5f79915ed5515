"""Request bodies."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import between, request

BODY = request({"type": "object"})


def must(operation: dict[str, Any]) -> dict[str, Any]:
    """The operation with a body that must be sent."""
    return {"requestBody": {**operation["requestBody"], "required": True}}


def test_a_body_that_must_be_sent_breaks() -> None:
    """One that may be sent does not."""
    assert between({}, must(BODY)) == [("request-body-added-required", "ERR")]
    assert between({}, BODY) == [("request-body-added-optional", "INFO")]
    assert between(BODY, must(BODY)) == [("request-body-became-required", "ERR")]
    assert between(must(BODY), BODY) == [("request-body-became-optional", "INFO")]
    assert between(BODY, {}) == [("request-body-removed", "ERR")]


def test_media_types_come_and_go() -> None:
    """One that is gone breaks who sends it."""
    other = request({"type": "object"}, "application/xml")
    assert between(BODY, other) == [
        ("request-body-media-type-removed", "ERR"),
        ("request-body-media-type-added", "INFO"),
    ]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "object"}, [("request-body-media-type-schema-added", "ERR")]),
        ({"description": "anything"}, []),
        (False, [("request-body-schema-became-false", "ERR")]),
    ],
)
def test_a_schema_where_there_was_none(schema: object, expected: list[tuple[str, str]]) -> None:
    """Breaks when it restricts something."""
    none: dict[str, Any] = {"requestBody": {"content": {"application/json": {}}}}
    assert between(none, request(schema)) == expected


def test_the_schema_of_a_stream_s_items_counts_too() -> None:
    """As OpenAPI 3.2 has it."""
    none: dict[str, Any] = {"requestBody": {"content": {"application/jsonl": {}}}}
    each = {"requestBody": {"content": {"application/jsonl": {"itemSchema": {"type": "object"}}}}}
    assert between(none, each) == [("request-body-media-type-item-schema-added", "ERR")]
    assert between(each, none) == [("request-body-media-type-item-schema-removed", "INFO")]
