"""Expressions that find values in requests."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.expressions import compile_expression, dig, first
from windtunnel.world.http import Request

BODY = b'{"metadata": {"key": "triage:35:created"}, "items": [{"id": 7}]}'
REQUEST = Request("POST", "/x", "q=a%20b", {"x-correlation-id": "c1", "content-type": "application/json"}, BODY)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("body.metadata.key", "triage:35:created"),
        (r"body.metadata.key ~ ^\w+:([^:]+)", "35"),
        ("body.items.0.id", "7"),
        ("body.items.9.id", None),
        ("header.X-Correlation-Id", "c1"),
        ("argument.q", "a b"),
        ("parameter.ticket_id", "12"),
        ("body.metadata.key ~ nothing(.)", None),
    ],
)
def test_values_are_found_where_they_are(expression: str, value: str | None) -> None:
    """Body, header, query argument, path parameter; with and without a pattern."""
    assert compile_expression(expression)(REQUEST, {"ticket_id": "12"}) == value


def test_the_first_expression_that_yields_anything_counts() -> None:
    """Later ones are fallbacks."""
    assert first(["body.missing", "header.x-correlation-id", "body.metadata.key"], REQUEST, {}) == "c1"


def test_a_body_that_is_no_json_yields_nothing() -> None:
    """An opaque body is not an error."""
    assert compile_expression("body.a")(Request("POST", "/", body=b"\xff"), {}) is None


@pytest.mark.parametrize("text", ["", "bodi.a", "body", "body."])
def test_a_malformed_expression_is_refused(text: str) -> None:
    """With what it may begin with."""
    with pytest.raises(UsageError, match="begins with body"):
        compile_expression(text)


def test_digging_through_something_that_is_no_container_finds_nothing() -> None:
    """Text is not a list of characters."""
    assert dig({"a": "text"}, "a.0") is None
