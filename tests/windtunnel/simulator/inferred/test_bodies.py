"""Reading request bodies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import contract, system
from windtunnel.simulator import Call, InvalidInput, MalformedBody, UnsupportedMedia
from windtunnel.simulator.inferred.bodies import can_read, read_body, typed
from windtunnel.simulator.inferred.views import Views
from windtunnel.world.http import Request

THING = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "on": {"type": "boolean"}}}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def read(body: bytes, content_type: str, *medias: str, required: bool = True) -> Any:
    """Read a body as an operation that takes the given media types would."""
    taken = {"required": required, "content": {media: {"schema": THING} for media in medias}}
    of = contract({"/x": {"post": {"operationId": "x", "requestBody": taken if medias else {}}}})
    request = Request("POST", "/x", headers={"content-type": content_type}, body=body)
    return read_body(Call(system(of), request), of.operations["x"], Views(of))


@pytest.mark.parametrize(
    ("body", "content_type", "medias", "expected"),
    [
        (b'{"n": 1}', "application/json; charset=utf-8", (JSON,), {"n": 1}),
        (b'{"n": 1}', "", (JSON,), {"n": 1}),
        (b'{"n": 1}', "application/vnd.api+json", ("application/vnd.api+json",), {"n": 1}),
        (b"n=1&on=false&x=2", FORM, (JSON, FORM), {"n": 1, "on": False, "x": "2"}),
        (b'{"free": true}', JSON, (), {"free": True}),
        (b"", "", (), {}),
    ],
)
def test_a_body_is_an_object_whatever_carried_it(
    body: bytes, content_type: str, medias: tuple[str, ...], expected: Any
) -> None:
    """JSON by any name, or a form whose values get the contract's types."""
    assert read(body, content_type, *medias) == expected


@pytest.mark.parametrize(
    ("body", "content_type", "problem"),
    [
        (b"", JSON, InvalidInput),
        (b"{", JSON, MalformedBody),
        (b"[]", JSON, InvalidInput),
        (b"{}", JSON, InvalidInput),
        (b'{"n": "x"}', JSON, InvalidInput),
        (b"n=1", "text/csv", UnsupportedMedia),
    ],
)
def test_a_body_that_does_not_fit_is_refused(body: bytes, content_type: str, problem: type[Exception]) -> None:
    """Missing, broken, no object, incomplete, of the wrong types or of another kind."""
    with pytest.raises(problem):
        read(body, content_type, JSON)


def test_a_body_may_be_left_out_where_the_contract_says_so() -> None:
    """Then nothing was sent."""
    assert read(b"", "", JSON, required=False) == {}


@pytest.mark.parametrize(
    ("medias", "readable"),
    [
        ((), True),
        ((JSON,), True),
        ((FORM,), True),
        (("multipart/form-data", JSON), True),
        (("multipart/form-data",), False),
        (("application/json-patch+json",), False),
        (("text/csv",), False),
    ],
)
def test_only_what_is_understood_is_inferred(medias: tuple[str, ...], readable: bool) -> None:
    """Files and patch documents are not."""
    of = contract({"/x": {"post": {"operationId": "x", "requestBody": {"content": {media: {} for media in medias}}}}})
    assert can_read(of.operations["x"]) is readable


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        ("7", {"type": "integer"}, 7),
        ("7", {"type": "string"}, "7"),
        ("7", {"type": ["string", "integer"]}, "7"),
        ("x", {"type": "integer"}, "x"),
        ("1.5", {"type": "number"}, 1.5),
        ("true", {"type": "boolean"}, True),
        ("null", {"type": ["integer", "null"]}, None),
        ("7", True, "7"),
    ],
)
def test_a_text_becomes_what_its_schema_asks_for(text: str, schema: Any, value: Any) -> None:
    """And stays text where it cannot."""
    read_value = typed(text, schema, Views(contract({})))
    assert (read_value, type(read_value)) == (value, type(value))
