"""Contracts in more than one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.merging import merge
from windtunnel.kernel.errors import FileError

MAIN: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {"/things": {"get": {"operationId": "ListThings"}}},
    "components": {"schemas": {"Thing": {"type": "object"}}},
}
FILE = Path("openapi.beside.yaml")


def test_operations_and_components_of_both_are_there() -> None:
    """Also where they share a path; references to the main file become local."""
    schema = {"$ref": "openapi.yaml#/components/schemas/Thing"}
    beside = {
        "paths": {"/things": {"post": {"operationId": "CreateThing", "x": [schema]}}, "/others": {"get": {}}},
        "components": {"schemas": {"Other": schema}},
    }
    merged = merge(MAIN, beside, FILE)
    assert set(merged["paths"]) == {"/things", "/others"}
    assert set(merged["paths"]["/things"]) == {"get", "post"}
    assert merged["paths"]["/things"]["post"]["x"] == [{"$ref": "#/components/schemas/Thing"}]
    assert merged["components"]["schemas"]["Other"] == {"$ref": "#/components/schemas/Thing"}


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        ({"paths": {"/things": {"get": {}}}}, r"paths./things: get stands in openapi.yaml too"),
        ({"components": {"schemas": {"Thing": {}}}}, r"components.schemas: Thing stands in openapi.yaml too"),
    ],
)
def test_what_stands_in_both_is_refused(beside: dict[str, Any], message: str) -> None:
    """One of them would win in silence otherwise."""
    with pytest.raises(FileError, match=message):
        merge(MAIN, beside, FILE)
