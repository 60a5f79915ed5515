"""Problems in the contract's own words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import answer, contract, send, system, takes
from windtunnel.contract.document import Contract
from windtunnel.contract.profile import Quota
from windtunnel.simulator.instance import Instances

NEW = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "n": {"type": "integer"}}}
THING = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


def described(schema: Any, *codes: str, media: str = "application/json") -> Contract:
    """Return a contract whose errors with the given codes have a schema."""
    errors: dict[str, Any] = {code: {"description": "", "content": {media: {"schema": schema}}} for code in codes}
    item = {
        "get": {"operationId": "show", "responses": answer(THING, **errors)},
        "delete": {"operationId": "drop", "responses": {"204": {"description": ""}, **errors}},
    }
    make = {"operationId": "make", "requestBody": takes(NEW), "responses": answer(THING, 201, **errors)}
    return contract({"/things/{id}": item, "/things": {"post": make}})


SHAPES: dict[str, tuple[dict[str, Any], Any]] = {
    "flat": (
        {"type": "object", "properties": {"code": {"type": "string"}, "message": {"type": "string"}}},
        {"code": "record_not_found", "message": "thing 9 does not exist"},
    ),
    "nested": (
        {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["status", "title"],
                    "properties": {
                        "status": {"type": "integer"},
                        "title": {"type": "string"},
                        "help": {"type": "string"},
                    },
                }
            },
        },
        {"error": {"status": 404, "title": "thing 9 does not exist"}},
    ),
    "problem details": (
        {
            "type": "object",
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "string"},
                "instance": {"type": "string"},
                "timestamp": {"type": "string", "format": "date-time"},
            },
        },
        {
            "type": "record_not_found",
            "title": "thing 9 does not exist",
            "status": "404",
            "instance": "/things/9",
            "timestamp": "2026-01-05T09:00:00Z",
        },
    ),
    "list": (
        {
            "type": "array",
            "items": {"type": "object", "properties": {"errorCode": {"type": "string"}, "message": {"type": "string"}}},
        },
        [],
    ),
    "errors": (
        {
            "type": "object",
            "properties": {"errors": {"type": "array", "items": {"type": "string"}}, "ok": {"type": "boolean"}},
        },
        {"errors": ["thing 9 does not exist"], "ok": False},
    ),
    "enum": (
        {"type": "object", "required": ["code"], "properties": {"code": {"enum": ["SERVER_ERROR", "NOT_FOUND"]}}},
        {"code": "NOT_FOUND"},
    ),
    "text": ({"type": "string"}, "thing 9 does not exist"),
}


@pytest.mark.parametrize("shape", [name for name in SHAPES if name not in ("list", "text")])
def test_the_contracts_schema_is_filled_with_what_went_wrong(shape: str) -> None:
    """Codes, messages, statuses, places and times stand where the contract wants them."""
    schema, expected = SHAPES[shape]
    refused = send(system(described(schema, "404")), "GET", "/things/9")
    assert (refused.status, refused.json()) == (404, expected)


@pytest.mark.parametrize("shape", list(SHAPES))
@pytest.mark.parametrize("target", ["/things/9", "/nowhere"])
def test_every_answer_is_valid_against_the_contract(shape: str, target: str) -> None:
    """Also for paths that the contract does not have: they are worded like its other errors."""
    schema, _ = SHAPES[shape]
    of = described(schema, "404")
    refused = send(system(of), "GET", target)
    assert refused.status == 404
    assert Instances(of.resolve).is_valid(schema, refused.json())


@pytest.mark.parametrize(
    ("codes", "status"),
    [(("422",), 422), (("400",), 400), (("422", "400"), 422), (("4XX",), 422), (("default",), 422), (("500",), 422)],
)
def test_the_status_is_one_that_the_contract_describes(codes: tuple[str, ...], status: int) -> None:
    """A contract that knows 400 and not 422 says 400 for a field that is missing."""
    assert send(system(described(SHAPES["flat"][0], *codes)), "POST", "/things", {}).status == status


def test_fields_are_listed_where_the_contract_lists_them() -> None:
    """Each with its path, code and message."""
    item = {"type": "object", "properties": {name: {"type": "string"} for name in ("field", "code", "message")}}
    schema = {
        "type": "object",
        "properties": {"message": {"type": "string"}, "details": {"type": "array", "items": item}},
    }
    refused = send(system(described(schema, "422")), "POST", "/things", {"n": "x"}).json()
    assert [(each["field"], each["code"]) for each in refused["details"]] == [("name", "required"), ("n", "type")]


def test_without_a_description_the_envelope_is_plain() -> None:
    """It still says everything."""
    refused = send(system(described({})), "POST", "/things", {})
    assert refused.status == 422
    assert refused.json()["error"]["code"] == "invalid_input"
    assert refused.json()["error"]["fields"][0]["field"] == "name"


def test_the_media_type_is_the_contracts() -> None:
    """``application/problem+json`` and its like."""
    refused = send(system(described(SHAPES["flat"][0], "404", media="application/problem+json")), "GET", "/things/9")
    assert refused.header("content-type") == "application/problem+json"


def test_what_is_not_built_is_refused_in_the_contracts_words_too() -> None:
    """501, never faked."""
    of = contract(
        {"/melt": {"post": {"operationId": "melt", "responses": answer({}, default=answer(SHAPES["flat"][0])["200"])}}}
    )
    refused = send(system(of), "POST", "/melt")
    assert (refused.status, refused.json()) == (501, {"code": "not_built", "message": "shop does not simulate melt"})


def test_headers_tell_what_they_are_for() -> None:
    """Allowed methods, and how long to wait in whole seconds, rounded up."""
    quota = Quota(name="calls", algorithm="token-bucket", limit=1, window_seconds=1.5)
    of = contract({"/a/{id}": {"get": {"operationId": "a", "responses": answer(THING)}}}, facts={"quotas": (quota,)})
    till = system(of)
    assert send(till, "PUT", "/a/1").header("allow") == "GET"
    send(till, "GET", "/a/1")
    assert send(till, "GET", "/a/1").header("retry-after") == "2"
