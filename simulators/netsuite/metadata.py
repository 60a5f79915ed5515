"""What record types the account has, and their fields.

Source: profile.yaml, topic ``records``; REST web services, working with resource metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response, json_response

from .account import account_of
from .answers import RECORDS, RESOURCE, link
from .record_types import Field, Kind, RecordType

operations = Operations()
CATALOG = f"{RECORDS}metadata-catalog/"
SCHEMA, SWAGGER = "application/schema+json", "application/swagger+json"
JSON_TYPES: Mapping[Kind, Mapping[str, str]] = {
    Kind.TEXT: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.NUMBER: {"type": "number", "format": "double"},
    Kind.INTEGER: {"type": "integer", "format": "int64"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.ENUM: {"type": "object"},
    Kind.OBJECT: {"type": "object"},
    Kind.SUBLIST: {"type": "object"},
    Kind.REFERENCE: {"type": "object"},
}


@operations.bind("listRecordTypes")
def list_record_types(call: Call) -> Response:
    """Return the names of all record types, or of those that ``select`` names; or one document that describes them."""
    account = account_of(call)
    wanted = [name.strip() for name in call.arguments.get("select", "").split(",") if name.strip()]
    types = [account.type(name) for name in wanted] or list(account.catalogue.types.values())
    if SWAGGER in call.request.headers.get("accept", ""):
        return _typed(_document(types), SWAGGER)
    return json_response({"items": [{"name": type.name, "links": _links(call, type.name)} for type in types]})


@operations.bind("describeRecordType")
def describe_record_type(call: Call) -> Response:
    """Return the fields of a record type as JSON Schema, or in an OpenAPI document."""
    type = account_of(call).type(call.parameters["recordType"])
    if SWAGGER in call.request.headers.get("accept", ""):
        return _typed(_document([type]), SWAGGER)
    return _typed({"$schema": "http://json-schema.org/draft-06/hyper-schema#", **schema_of(type)}, SCHEMA)


def schema_of(type: RecordType) -> dict[str, Any]:
    """Return the JSON Schema of a record type."""
    properties = {name: _property(field) for name, field in type.fields.items()}
    for name, sublist in type.sublists.items():
        line = {"type": "object", "properties": {each.name: _property(each) for each in sublist.fields.values()}}
        properties[name] = {"type": "object", "properties": {"items": {"type": "array", "items": line}}}
    return {"type": "object", "title": type.label, "properties": properties}


def _property(field: Field) -> dict[str, Any]:
    if field.kind is Kind.LINKS:
        return {"type": "array", "readOnly": True}
    described: dict[str, Any] = {"title": field.name, "nullable": True, **JSON_TYPES[field.kind]}
    if field.kind in (Kind.REFERENCE, Kind.ENUM):
        described["properties"] = {"id": {"type": "string"}, "refName": {"type": "string"}}
    return {**described, "readOnly": True} if field.read_only else described


def _document(types: Iterable[RecordType]) -> dict[str, Any]:
    listed = list(types)
    return {
        "openapi": "3.0.1",
        "info": {"title": "NetSuite REST Record API", "version": "v1"},
        "paths": {f"/{type.name}/{{id}}": {"get": _reading(type)} for type in listed},
        "components": {"schemas": {type.name: schema_of(type) for type in listed}},
    }


def _reading(type: RecordType) -> dict[str, Any]:
    content = {RESOURCE: {"schema": {"$ref": f"#/components/schemas/{type.name}"}}}
    return {"summary": f"Get {type.label}", "responses": {"200": {"description": "Retrieved.", "content": content}}}


def _links(call: Call, name: str) -> list[dict[str, str]]:
    href = call.link(CATALOG + name)
    return [
        {**link(href, "canonical"), "mediaType": "application/json"},
        {**link(href, "describes"), "mediaType": SWAGGER},
        {**link(href, "describes"), "mediaType": SCHEMA},
    ]


def _typed(content: Any, media: str) -> Response:
    return Response(200, [("Content-Type", media)], orjson.dumps(content))
