"""Parameters."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import between, described, found, query

TEXT = {"type": "string"}


def with_parameters(
    *parameters: dict[str, Any], of_path: tuple[dict[str, Any], ...] = (), path: str = "/a/{id}"
) -> dict[str, Any]:
    """A description whose operation, or whose path, has parameters."""
    document = described({})
    operation = {"responses": {"200": {"description": "ok"}}, "parameters": list(parameters)}
    document["paths"] = {path: {"parameters": list(of_path), "get": operation}}
    return document


def in_path(name: str, schema: dict[str, Any] = TEXT) -> dict[str, Any]:
    """A path parameter."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


def test_what_must_be_sent_breaks() -> None:
    """What may be sent does not."""
    assert between({}, query(TEXT, required=True)) == [("new-required-request-parameter", "ERR")]
    assert between({}, query(TEXT)) == [("new-optional-request-parameter", "INFO")]
    assert between(query(TEXT), query(TEXT, required=True)) == [("request-parameter-became-required", "ERR")]
    assert between(query(TEXT, required=True), query(TEXT)) == [("request-parameter-became-optional", "INFO")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, [("request-parameter-removed", "WARN")]),
        ({"deprecated": True}, [("request-parameter-removed-with-deprecation", "INFO")]),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, [("request-parameter-removed-before-sunset", "ERR")]),
        ({"deprecated": True, "x-sunset": "2020-01-01"}, []),
        ({"deprecated": True, "x-sunset": "soon"}, [("request-parameter-sunset-parse", "ERR")]),
    ],
)
def test_a_parameter_that_is_gone(said: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """May be refused now, unless its end was announced."""
    assert between(query(TEXT, **said), {}) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"deprecated": True}, "request-parameter-deprecated"),
        ({"deprecated": True}, {}, "request-parameter-reactivated"),
        ({}, {"deprecated": True, "x-sunset": "2020-01-01"}, "request-parameter-sunset-date-too-small"),
        ({}, {"deprecated": True, "x-sunset": "soon"}, "request-parameter-sunset-parse"),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, {"deprecated": True}, "request-parameter-sunset-deleted"),
        (
            {"deprecated": True, "x-sunset": "2030-01-01"},
            {"deprecated": True, "x-sunset": "2026-01-01"},
            "request-parameter-sunset-date-changed-too-small",
        ),
    ],
)
def test_the_end_of_a_parameter(old: dict[str, Any], new: dict[str, Any], expected: str) -> None:
    """Is announced, taken back, or moved."""
    assert [id for id, _ in between(query(TEXT, **old), query(TEXT, **new))] == [expected]


def test_a_default_is_told_while_it_can_be_left_out() -> None:
    """The default of what must be sent says nothing."""
    new = {**TEXT, "default": "a"}
    assert between(query(TEXT), query(new)) == [("request-parameter-default-value-added", "INFO")]
    assert between(query(TEXT, required=True), query(new, required=True)) == []


def test_parameters_of_the_whole_path_are_parameters_of_its_operations() -> None:
    """Moving one changes nothing; changing one does."""
    of_path = with_parameters(in_path("id"), of_path=(query(TEXT)["parameters"][0],))
    moved = with_parameters(in_path("id"), query(TEXT)["parameters"][0])
    assert found(of_path, moved) == []
    bounded = with_parameters(in_path("id"), of_path=(query({**TEXT, "maxLength": 3})["parameters"][0],))
    assert found(of_path, bounded) == [("request-parameter-max-length-set", "ERR")]
    required = with_parameters(in_path("id"), of_path=(query(TEXT, required=True)["parameters"][0],))
    assert found(with_parameters(in_path("id")), required) == [
        ("new-required-request-default-parameter-to-existing-path", "ERR")
    ]


def test_a_path_parameter_may_be_called_something_else() -> None:
    """Its place in the path tells which it is."""
    old, new = with_parameters(in_path("id")), with_parameters(in_path("key"), path="/a/{key}")
    assert found(old, new) == []
    changed = with_parameters(in_path("key", {"type": "integer"}), path="/a/{key}")
    assert found(old, changed) == [("request-parameter-type-changed", "ERR")]
    assert found(with_parameters(), with_parameters(in_path("id"))) == [("new-request-path-parameter", "ERR")]


def test_the_name_of_a_header_has_no_case() -> None:
    """``X-Mode`` is ``x-mode``."""
    old, new = ({"parameters": [{"name": name, "in": "header", "schema": TEXT}]} for name in ("X-Mode", "x-mode"))
    assert between(old, new) == []


def test_an_object_sent_field_by_field_is_the_parameters_it_stands_for() -> None:
    """Only what changed about the fields is reported."""
    fields = {"type": "object", "properties": {"limit": {"type": "string", "maxLength": 5}}}
    whole = {"parameters": [{"name": "page", "in": "query", "explode": True, "schema": fields}]}
    assert between(query(TEXT), whole) == [("request-parameter-max-length-set", "ERR")]
    assert between(whole, query(TEXT)) == [("request-parameter-max-length-unset", "INFO")]
