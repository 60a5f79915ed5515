"""Checking request bodies against the contract."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import answer, contract, reference, takes
from windtunnel.contract.document import Contract
from windtunnel.kernel.errors import FileError
from windtunnel.simulator.validation import ERRORS_MAX, Validation

THING = {
    "type": "object",
    "required": ["id", "name", "size"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "nullable": True},
        "size": reference("Size"),
    },
}
SIZE = {"type": "object", "required": ["width"], "properties": {"width": {"type": "number", "minimum": 0}}}


def taking(schema: Any, schemas: dict[str, Any] | None = None) -> Contract:
    """Return a contract with one operation that takes a body."""
    return contract(
        {"/t": {"post": {"operationId": "make", "requestBody": takes(schema), "responses": answer({})}}}, schemas
    )


def errors(body: Any, schema: Any = None) -> list[tuple[str, str]]:
    """Return the fields and codes of what is wrong with a body."""
    of = taking(reference("Thing") if schema is None else schema, {"Thing": THING, "Size": SIZE})
    return [(error.field, error.code) for error in Validation(of).errors(of.operations["make"], body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "a", "size": {"width": 1}}, []),
        ({"name": None, "size": {"width": 1}}, []),
        ({"name": "a"}, [("size", "required")]),
        ({"name": "a", "size": {}}, [("size.width", "required")]),
        ({"name": 3, "size": {"width": -1}}, [("name", "type"), ("size.width", "minimum")]),
        ({"name": "a", "size": {"width": 1}, "x": 1}, [("", "additionalProperties")]),
        ([], [("", "type")]),
    ],
)
def test_every_field_that_is_wrong_is_named(body: Any, expected: list[tuple[str, str]]) -> None:
    """Missing ones by their own path; what is read-only need not be sent; OpenAPI 3.0's null is understood."""
    assert errors(body) == expected


def test_a_media_type_that_the_contract_does_not_describe_fits() -> None:
    """The contract says nothing about it."""
    of = taking({"type": "object"})
    assert Validation(of).errors(of.operations["make"], "text", "text/plain") == []


def test_the_number_of_errors_is_bounded() -> None:
    """A long list of wrong items does not make a long answer."""
    assert len(errors(["x"] * 100, {"type": "array", "items": {"type": "integer"}})) == ERRORS_MAX


def test_a_schema_that_is_none_is_the_contracts_mistake() -> None:
    """Named with its operation, when it is first needed."""
    of = taking({"type": "objekt"})
    with pytest.raises(FileError, match="openapi.yaml: request body of make: not a JSON schema"):
        Validation(of).errors(of.operations["make"], {})
