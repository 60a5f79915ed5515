"""What schemas look like from outside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import contract, reference
from windtunnel.contract.document import Operation
from windtunnel.simulator.inferred.views import Views, json_schema_of, reference_names, success

VIEWS = Views(contract({}, {"Id": {"type": "integer", "readOnly": True}, "Text": {"type": "string"}}))
EITHER = {
    "oneOf": [
        {"type": "object", "properties": {"a": {}}},
        {"type": "object", "required": ["b"], "properties": {"b": {}}},
        {"type": "null"},
    ]
}


def test_the_properties_of_every_alternative_are_known() -> None:
    """None is forgotten."""
    assert set(VIEWS.properties(EITHER)) == {"a", "b"}


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, ("string",)),
        ({"properties": {}}, ()),
        ({"properties": {"a": {}}}, ("object",)),
        ({"items": {}}, ("array",)),
        ({"anyOf": [reference("Id"), {"type": "null"}]}, ("integer", "null")),
        (True, ()),
    ],
)
def test_types_are_read_or_guessed_from_keywords(schema: Any, types: tuple[str, ...]) -> None:
    """Through references and alternatives."""
    assert VIEWS.types(schema) == types


def test_marks_are_found_behind_references() -> None:
    """Beside one, too."""
    assert VIEWS.marked(reference("Id"), "readOnly")
    assert VIEWS.marked({**reference("Text"), "writeOnly": True}, "writeOnly")
    assert VIEWS.marked({"allOf": [reference("Id")]}, "readOnly")
    assert not VIEWS.marked(True, "readOnly")


def test_null_and_scalars_are_recognised() -> None:
    """An object is no scalar; nothing said is no scalar either."""
    assert VIEWS.nullable(EITHER)
    assert not VIEWS.nullable(reference("Text"))
    assert VIEWS.is_scalar({"type": ["string", "null"]})
    assert not VIEWS.is_scalar(EITHER)
    assert not VIEWS.is_scalar(True)


def test_a_keyword_is_found_in_the_only_alternative() -> None:
    """Of several nobody knows which holds."""
    assert VIEWS.keyword({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "format") == "date"
    assert VIEWS.keyword({"anyOf": [{"format": "date"}, {"format": "time"}]}, "format") is None
    assert VIEWS.closed({"additionalProperties": False})


@pytest.mark.parametrize(
    ("codes", "preferred", "status"),
    [
        (("200", "201"), (201, 200), 201),
        (("200", "404"), (201, 200), 200),
        (("202",), (201, 200), 202),
        (("2XX",), (201, 200), 201),
        (("default",), (200,), 200),
        ((), (204, 200), 204),
    ],
)
def test_an_operation_succeeds_as_the_contract_says(
    codes: tuple[str, ...], preferred: tuple[int, ...], status: int
) -> None:
    """With the status that fits best."""
    operation = Operation("x", "GET", "/", (), {}, False, {code: {"description": code} for code in codes}, True, {})
    assert success(operation, *preferred)[0] == status


def test_components_are_named_at_the_top() -> None:
    """Not those of properties."""
    schema = {"allOf": [reference("A"), {"anyOf": [reference("B")]}, {"properties": {"c": reference("C")}}]}
    assert list(reference_names(schema)) == ["A", "B"]


def test_json_is_found_among_media_types() -> None:
    """Whatever it is called; a media type without a schema may hold anything."""
    assert json_schema_of({"text/csv": {}, "application/hal+json": {"schema": {"type": "object"}}}) == {
        "type": "object"
    }
    assert json_schema_of({"application/json": {}}) is True
    assert json_schema_of({"text/csv": {"schema": {}}}) is None
