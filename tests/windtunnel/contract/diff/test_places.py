"""Where schemas are used."""

from __future__ import annotations

from typing import Any

from windtunnel.contract.diff.description import Description
from windtunnel.contract.diff.finding import Direction, Subject
from windtunnel.contract.diff.operation import path_items, read_operation
from windtunnel.contract.diff.places import uses
from windtunnel.contract.diff.rules.hit import OperationPair
from windtunnel.contract.diff.rules.parameters import match
from windtunnel.contract.diff.walk import Place

from .changing import TODAY, described, query, request


def places(operation: dict[str, Any]) -> list[Place]:
    """The places of an operation that is compared with itself."""
    api = Description(described(operation), "api")
    one = read_operation(api, path_items(api, "paths")["/orders"], "post")
    pair = OperationPair(one, one, api, api, {}, TODAY)
    return [
        place
        for old, _, place in uses(pair, match(pair), Subject("POST", "/orders"), "paths")
        if old.schema is not None
    ]


def test_every_place_says_which_way_the_data_flows() -> None:
    """And whether it is text."""
    operation = {
        **query({"type": "string"}),
        **request({"type": "object"}),
        "responses": {
            "200": {
                "headers": {"X-Next": {"schema": {"type": "string"}}},
                "content": {"text/csv": {"schema": {"type": "string"}}},
            }
        },
    }
    told = [(place.name, place.direction, place.view.is_text, place.view.is_body) for place in places(operation)]
    assert told == [
        ("query.limit", Direction.REQUEST, True, False),
        ("requestBody application/json", Direction.REQUEST, False, True),
        ("200 text/csv", Direction.RESPONSE, True, True),
        ("200 X-Next", Direction.RESPONSE, True, False),
    ]


def test_the_media_type_is_named_where_there_are_several() -> None:
    """One alone needs no name."""
    schema = {"schema": {"type": "object"}}
    several = {"requestBody": {"content": {"application/json": schema, "application/xml": schema}}}
    assert [place.label for place in places(several)] == [
        "the request body (application/json)",
        "the request body (application/xml)",
    ]
    assert [place.label for place in places(request({}))] == ["the request body"]


def test_lists_in_the_query_are_sent_item_by_item_unless_it_is_said_otherwise() -> None:
    """In a header they never are."""
    (exploded,) = places(query({"type": "array"}))
    (joined,) = places(query({"type": "array"}, explode=False))
    (header,) = places({"parameters": [{"name": "X-Ids", "in": "header", "schema": {"type": "array"}}]})
    assert [each.view.is_exploded for each in (exploded, joined, header)] == [True, False, False]
    assert header.view.header_parameter


def test_a_streamed_item_is_called_one() -> None:
    """It is not the body."""
    (place,) = places({"requestBody": {"content": {"application/jsonl": {"itemSchema": {"type": "object"}}}}})
    assert place.label == "an item of the request body"
