"""Swagger 2.0."""

from __future__ import annotations

from typing import Any

from windtunnel.contract.diff.description import Description
from windtunnel.contract.diff.swagger import security_schemes

from .changing import compared, described


def swagger(operation: dict[str, Any], **document: Any) -> dict[str, Any]:
    """A Swagger document with one operation."""
    whole = {"operationId": "createOrder", "responses": {"200": {"description": "done"}}, **operation}
    return {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/orders": {"post": whole}}, **document}


def found(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    """Identifier and level of what was found."""
    return [(each.id, each.level.name) for each in compared(old, new).findings]


def body(schema: Any) -> dict[str, Any]:
    """An operation that is sent a body."""
    return {"parameters": [{"name": "order", "in": "body", "required": True, "schema": schema}]}


def test_types_of_parameters_are_schemas() -> None:
    """A differ that does not convert them is blind to them."""
    old = {"parameters": [{"name": "limit", "in": "query", "type": "string"}]}
    new = {"parameters": [{"name": "limit", "in": "query", "type": "integer", "required": True}]}
    assert found(swagger(old), swagger(new)) == [
        ("request-parameter-became-required", "ERR"),
        ("request-parameter-type-changed", "ERR"),
    ]


def test_bodies_and_definitions_are_compared() -> None:
    """In both directions."""
    order = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    refer = {"$ref": "#/definitions/Order"}
    operation = {**body(refer), "responses": {"200": {"description": "done", "schema": refer}}}
    old = swagger(operation, definitions={"Order": order})
    new = swagger(operation, definitions={"Order": {**order, "properties": {"id": {"type": "integer"}}}})
    assert found(old, new) == [("request-property-type-changed", "ERR"), ("response-property-type-changed", "ERR")]


def test_a_form_is_a_body() -> None:
    """With the fields as properties."""
    field = {"name": "channel", "in": "formData", "type": "string"}
    new = swagger({"parameters": [{**field, "required": True}]})
    assert found(swagger({"parameters": [field]}), new) == [
        ("request-body-became-required", "ERR"),
        ("request-property-became-required", "ERR"),
    ]


def test_what_the_document_produces_holds_for_its_operations() -> None:
    """A media type that is gone there is gone everywhere."""
    answer = {"responses": {"200": {"description": "done", "schema": {"type": "object"}}}}
    old = swagger(answer, produces=["application/json", "text/csv"])
    assert found(old, swagger(answer, produces=["application/json"])) == [("response-media-type-removed", "ERR")]


def test_a_header_s_type_is_a_schema() -> None:
    """And a null extension is null."""

    def header(**said: Any) -> dict[str, Any]:
        return swagger({"responses": {"200": {"description": "done", "headers": {"X-Count": said}}}})

    assert found(header(type="integer"), header(type="integer", **{"x-nullable": True})) == [
        ("response-header-became-nullable", "ERR")
    ]


def test_the_same_api_in_swagger_and_openapi_has_not_changed() -> None:
    """References to definitions and to components are the same name."""
    order = {"type": "object", "properties": {"id": {"type": "string"}}}
    choice = {"allOf": [{"$ref": "#/definitions/Order"}]}
    old = swagger(body(choice), definitions={"Order": order})
    content = {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Order"}]}}}
    new = described({"requestBody": {"required": True, "content": content}}, components={"schemas": {"Order": order}})
    assert found(old, new) == []


def test_null_and_files_are_the_same_in_other_words() -> None:
    """An extension and a type that OpenAPI 3 writes otherwise."""
    schema = {"type": "object", "properties": {"id": {"type": "string", "x-nullable": True}, "scan": {"type": "file"}}}
    modern = {"id": {"type": ["string", "null"]}, "scan": {"type": "string", "format": "binary"}}
    content = {"application/json": {"schema": {"type": "object", "properties": modern}}}
    assert found(swagger(body(schema)), described({"requestBody": {"required": True, "content": content}})) == []


def test_a_list_of_items_is_how_a_list_begins() -> None:
    """As older schemas write it; what is in it is compared by position."""
    old = {"type": "array", "items": [{"type": "string"}, {"type": "integer"}]}
    new = {"type": "array", "items": [{"type": "string"}, {"type": "string"}]}
    (finding,) = compared(swagger(body(old)), swagger(body(new))).findings
    assert (finding.id, finding.property) == ("request-property-type-changed", "prefixItems[1]")


def test_security_definitions_are_security_schemes() -> None:
    """Basic is an HTTP scheme, and a flow is among flows."""
    document = swagger(
        {},
        securityDefinitions={
            "basic": {"type": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "oauth": {"type": "oauth2", "flow": "application", "tokenUrl": "https://a.example", "scopes": {}},
        },
    )
    assert security_schemes(Description(document, "api")) == {
        "basic": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {}}}},
    }
