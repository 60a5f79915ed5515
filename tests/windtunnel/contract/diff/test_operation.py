"""Operations in normal form."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.diff.description import Description
from windtunnel.contract.diff.operation import path_items, read_operation
from windtunnel.kernel.errors import FileError

LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}


def description(item: dict[str, Any], **components: Any) -> Description:
    """A description with one path."""
    return Description({"openapi": "3.1.0", "paths": {"/a~b": item, "x-note": 1}, "components": components}, "api.json")


def test_paths_are_read_without_extensions() -> None:
    """Methods come in the order of the specification."""
    items = path_items(description({"post": {}, "get": {}}), "paths")
    assert list(items) == ["/a~b"]
    assert items["/a~b"].methods == ("get", "post")
    assert items["/a~b"].pointer == "#/paths/~1a~0b"


def test_an_operation_has_the_parameters_of_its_path() -> None:
    """Its own come first and replace those of the same name."""
    own = {**LIMIT, "required": True}
    item = {"parameters": [LIMIT, {**LIMIT, "name": "page"}], "get": {"parameters": [own]}}
    api = description(item)
    operation = read_operation(api, path_items(api, "paths")["/a~b"], "get")
    assert [(each.name, each.required, each.of_path) for each in operation.parameters] == [
        ("limit", True, False),
        ("page", False, True),
    ]


def test_references_are_followed_everywhere() -> None:
    """And the pointers say where things really stand."""
    api = description(
        {
            "post": {
                "parameters": [{"$ref": "#/components/parameters/Limit"}],
                "requestBody": {"$ref": "#/components/requestBodies/Thing"},
                "responses": {"200": {"$ref": "#/components/responses/Done"}},
            }
        },
        parameters={"Limit": LIMIT},
        requestBodies={"Thing": {"required": True, "content": {"application/json": {"schema": True}}}},
        responses={"Done": {"headers": {"X-Next": {"$ref": "#/components/headers/Next"}}}},
        headers={"Next": {"required": True, "schema": {"type": "string"}}},
    )
    operation = read_operation(api, path_items(api, "paths")["/a~b"], "post")
    assert operation.parameters[0].slot.pointer == "#/components/parameters/Limit/schema"
    assert operation.body is not None
    assert operation.body.required
    assert operation.body.content["application/json"].slot.schema is True
    header = operation.responses["200"].headers["x-next"]
    assert (header.name, header.required, header.pointer) == ("X-Next", True, "#/components/headers/Next")


@pytest.mark.parametrize(
    "item",
    [
        {"get": []},
        {"get": {"parameters": {}}},
        {"get": {"parameters": [{"in": "query"}]}},
        {"get": {"requestBody": 3}},
        {"get": {"responses": {"200": "done"}}},
    ],
)
def test_what_is_malformed_is_refused_with_its_place(item: dict[str, Any]) -> None:
    """Not passed over."""
    api = description(item)
    with pytest.raises(FileError) as caught:
        read_operation(api, path_items(api, "paths")["/a~b"], "get")
    assert "#/paths/~1a~0b/get" in str(caught.value)


def test_security_is_inherited_unless_it_is_declared() -> None:
    """An empty list declares that none is needed."""
    api = description({"get": {}, "put": {"security": []}})
    item = path_items(api, "paths")["/a~b"]
    assert read_operation(api, item, "get").security is None
    assert read_operation(api, item, "put").security == []
