"""Records of inferred resources."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.windtunnel.building import answer, contract, reference, send, system, takes
from windtunnel.simulator import System

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def keeping(schema: dict[str, Any], item: str = "id", prefix: str = "/things") -> System:
    """Return a system that keeps records of one schema."""
    name = f"{prefix}/{{{item}}}"
    paths = {
        prefix: {
            "post": {
                "operationId": "make",
                "requestBody": takes(reference("Thing")),
                "responses": answer(reference("Thing"), 201),
            }
        },
        name: {
            "get": {"operationId": "show", "responses": answer(reference("Thing"))},
            "put": {
                "operationId": "replace",
                "requestBody": takes(reference("Thing")),
                "responses": answer(reference("Thing")),
            },
        },
    }
    return system(contract(paths, {"Thing": schema}))


def made(schema: dict[str, Any], body: dict[str, Any] | None = None, **facts: Any) -> Any:
    """Return what creating a record answers."""
    return send(keeping(schema, **facts), "POST", facts.get("prefix", "/things"), body or {}).json()


@pytest.mark.parametrize(
    ("id_schema", "expression"),
    [
        (WHOLE, r"1"),
        (TEXT, r"[A-Za-z0-9]{20}"),
        ({"type": "string", "format": "uuid"}, r"[0-9a-f-]{36}"),
        ({"type": "string", "pattern": "^T-[0-9]{4}$"}, r"T-[0-9]{4}"),
        ({"type": "string", "minLength": 5, "maxLength": 5}, r".{5}"),
    ],
)
def test_ids_have_the_shape_of_their_schema(id_schema: dict[str, Any], expression: str) -> None:
    """Counters, UUIDs, patterns, lengths, or plain text."""
    record = made({"type": "object", "properties": {"id": {**id_schema, "readOnly": True}}})
    assert re.fullmatch(expression, str(record["id"]))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "default": "d"}, "d"),
        ({"type": "string", "enum": ["first", "second"]}, "first"),
        ({"const": "thing"}, "thing"),
        ({"type": ["string", "null"]}, None),
        ({"type": "string", "example": "thing"}, "thing"),
        ({"type": "string", "examples": [3, "other"]}, "other"),
        ({"type": "array", "items": TEXT}, []),
        ({"type": "integer"}, 0),
        ({"type": "integer", "minimum": 5, "maximum": 5}, 5),
        ({"type": "boolean"}, False),
        ({"type": "object"}, {}),
        ({"type": "string", "format": "date-time"}, "2026-01-05T09:00:00Z"),
    ],
)
def test_what_answers_require_and_callers_need_not_send_is_filled_in(schema: dict[str, Any], value: Any) -> None:
    """With the least that the contract allows: its default, its first state, null, nothing, now."""
    record = made({"type": "object", "required": ["x"], "properties": {"id": WHOLE, "x": {**schema, "readOnly": True}}})
    assert record["x"] == value


def test_what_nothing_requires_is_not_made_up() -> None:
    """An optional field that was not sent is not there."""
    assert made({"type": "object", "properties": {"id": WHOLE, "x": TEXT}}) == {"id": 1}


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("created_at", {"type": "string", "format": "date-time"}, "2026-01-05T09:00:00Z"),
        ("dateCreated", {"type": "string", "format": "date"}, "2026-01-05"),
        ("created", WHOLE, 1767603600),
        ("self", {"type": "string"}, "http://shop.example/things/1"),
    ],
)
def test_times_and_places_are_set_by_the_server(name: str, schema: dict[str, Any], value: Any) -> None:
    """On the world's clock, in the contract's form."""
    record = made({"type": "object", "properties": {"id": WHOLE, name: {**schema, "readOnly": True}}})
    assert record[name] == value


def test_secrets_are_kept_and_never_shown() -> None:
    """Write-only fields are in the store and in no answer."""
    of = keeping({"type": "object", "properties": {"id": WHOLE, "password": {"type": "string", "writeOnly": True}}})
    assert send(of, "POST", "/things", {"password": "p"}).json() == {"id": 1}
    assert (of.store["things"].get("1") or {})["password"] == "p"


def test_what_a_schema_does_not_declare_is_not_shown_unless_it_allows_more() -> None:
    """A schema without properties shows everything."""
    assert made({"type": "object", "properties": {"id": WHOLE}}, {"x": 1}) == {"id": 1}
    assert made({"type": "object", "properties": {"id": WHOLE}, "additionalProperties": True}, {"x": 1}) == {
        "id": 1,
        "x": 1,
    }
    assert set(made({"type": "object"}, {"x": 1})) == {"id", "x"}


def test_a_record_whose_schema_has_no_id_tells_it_all_the_same() -> None:
    """Otherwise nobody could ask for it; a closed schema hides it."""
    assert set(made({"type": "object", "properties": {"x": TEXT}}, {"x": "a"})) == {"id", "x"}
    closed = {"type": "object", "properties": {"x": TEXT}, "additionalProperties": False}
    assert made(closed, {"x": "a"}) == {"x": "a"}


def test_ids_that_callers_choose_are_unique_within_their_scope() -> None:
    """The same label may exist in two shops."""
    schema = {"type": "object", "properties": {"name": TEXT}}
    of = keeping(schema, "name", "/shops/{shop}/labels")
    assert send(of, "POST", "/shops/a/labels", {"name": "red"}).status == 201
    assert send(of, "POST", "/shops/a/labels", {"name": "red"}).status == 409
    assert send(of, "POST", "/shops/b/labels", {"name": "red"}).status == 201
    assert send(of, "GET", "/shops/b/labels/red").json() == {"name": "red"}
    assert send(of, "GET", "/shops/c/labels/red").status == 404


def test_records_that_were_put_in_from_outside_are_found() -> None:
    """By the key of the store, or by their own id."""
    of = keeping({"type": "object", "properties": {"id": WHOLE, "x": TEXT}})
    of.store["things"].put("5", {"id": 5, "x": "a"})
    of.store["things"].put("odd key", {"id": 6, "x": "b"})
    assert [send(of, "GET", f"/things/{number}").json()["x"] for number in (5, 6)] == ["a", "b"]
    assert [send(of, "POST", "/things", {}).json()["id"] for _ in range(2)] == [1, 2]
