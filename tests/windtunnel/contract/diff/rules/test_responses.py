"""Responses."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import between, response

DONE = {"description": "done"}
THING = {"type": "object"}


def statuses(*codes: str) -> dict[str, Any]:
    """An operation with responses."""
    return {"responses": dict.fromkeys(codes, DONE)}


def header(**said: Any) -> dict[str, Any]:
    """An operation whose response has a header."""
    return {"responses": {"200": {**DONE, "headers": {"X-Next": {"schema": {"type": "string"}, **said}}}}}


def test_a_success_that_is_gone_breaks() -> None:
    """An error that is gone, or anything new, does not; ranges and the default are no codes."""
    assert between(statuses("200", "201"), statuses("200")) == [("response-success-status-removed", "ERR")]
    assert between(statuses("200"), statuses("200", "201")) == [("response-success-status-added", "INFO")]
    assert between(statuses("200", "404"), statuses("200")) == [("response-non-success-status-removed", "INFO")]
    assert between(statuses("200"), statuses("200", "404")) == [("response-non-success-status-added", "INFO")]
    assert between(statuses("200", "5XX", "default"), statuses("200")) == []


def test_a_media_type_that_is_gone_breaks() -> None:
    """One more does not."""
    assert between(response(THING), response(THING, "text/csv")) == [
        ("response-media-type-removed", "ERR"),
        ("response-media-type-added", "INFO"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("application/json", "application/problem+json", ("response-media-type-name-specialized", "INFO")),
        ("application/problem+json", "application/json", ("response-media-type-name-generalized", "ERR")),
        ("text/csv", "text/csv; header=present", ("response-media-type-parameter-added", "INFO")),
        ("text/csv; header=present", "text/csv", ("response-media-type-parameter-removed", "ERR")),
        ("text/csv; header=present", "text/csv; header=absent", ("response-media-type-parameter-changed", "ERR")),
        ("application/json; a=1", "application/json; b=1", ("response-media-type-name-changed", "WARN")),
    ],
)
def test_a_media_type_may_only_be_written_otherwise(old: str, new: str, expected: tuple[str, str]) -> None:
    """Its schema is compared all the same."""
    assert between(response({}, old), response({}, new)) == [expected]


def test_schemas_come_and_go() -> None:
    """Without one, anything may come."""
    none = {"responses": {"200": {**DONE, "content": {"application/json": {}}}}}
    assert between(response(THING), none) == [("response-body-media-type-schema-removed", "ERR")]
    assert between(none, response(THING)) == [("response-body-media-type-schema-added", "INFO")]
    assert between(none, response(False)) == [("response-body-schema-became-false", "ERR")]


def test_a_stream_whose_items_nothing_describes_any_more() -> None:
    """Is told apart from one that keeps a schema of the whole."""

    def stream(**said: Any) -> dict[str, Any]:
        return {"responses": {"200": {**DONE, "content": {"application/jsonl": said}}}}

    assert between(stream(itemSchema=THING), stream()) == [
        ("response-body-media-type-item-schema-removed-untyped", "ERR")
    ]
    assert between(stream(itemSchema=THING, schema=THING), stream(schema=THING)) == [
        ("response-body-media-type-item-schema-removed", "ERR")
    ]


def test_headers() -> None:
    """One that always came is missed; its name has no case."""
    assert between(header(required=True), {}) == [("required-response-header-removed", "ERR")]
    assert between(header(), {}) == [("optional-response-header-removed", "INFO")]
    assert between({}, header()) == [("response-header-added", "INFO")]
    assert between(header(required=True), header()) == [("response-header-became-optional", "ERR")]
    lower = {"responses": {"200": {**DONE, "headers": {"x-next": {"schema": {"type": "string"}}}}}}
    assert between(header(), lower) == []


def test_the_value_of_a_header_is_text() -> None:
    """Its schema is judged, null included."""
    assert between(header(), header(schema={"type": "integer"})) == [("response-header-type-compatible", "INFO")]
    assert between(header(schema={"type": "integer"}), header()) == [("response-header-type-changed", "ERR")]
    assert between(header(), header(schema={"type": ["string", "null"]})) == [
        ("response-header-became-nullable", "ERR")
    ]
