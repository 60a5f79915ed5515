"""A contract of things and their parts, for which nobody wrote code."""

from __future__ import annotations

from typing import Any

from tests.windtunnel.building import answer, reference, takes

THING: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "created_at", "state"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1},
        "price": {"type": ["number", "null"]},
        "state": {"type": "string", "enum": ["new", "sold"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "secret": {"type": "string", "writeOnly": True},
        "url": {"type": "string", "readOnly": True},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
        "updated_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
NEW_THING = {
    "type": "object",
    "required": ["name"],
    "properties": {**THING["properties"], "name": {"type": "string", "minLength": 1}},
}
PART = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "thing_id": {"type": "integer"}, "size": {"type": "integer"}},
}
FAILURE = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}},
        },
    },
}
LIMIT_OFFSET = [
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 3}},
    {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0}},
    {"name": "state", "in": "query", "schema": {"type": "string"}},
    {"name": "sort", "in": "query", "schema": {"type": "string"}},
    {"name": "magic", "in": "query", "schema": {"type": "string"}},
]
ERRORS: dict[str, Any] = {
    code: {"description": "", "content": {"application/json": {"schema": reference("Failure")}}}
    for code in ("400", "404", "409", "422")
}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
SHOP: dict[str, Any] = {
    "/things": {
        "get": {
            "operationId": "listThings",
            "parameters": LIMIT_OFFSET,
            "responses": answer({"type": "array", "items": reference("Thing")}),
        },
        "post": {
            "operationId": "createThing",
            "requestBody": takes(reference("NewThing")),
            "responses": answer(reference("Thing"), 201, **ERRORS),
        },
    },
    "/things/{id}": {
        "parameters": [ID],
        "get": {"operationId": "showThing", "responses": answer(reference("Thing"), **ERRORS)},
        "put": {
            "operationId": "replaceThing",
            "requestBody": takes(reference("NewThing")),
            "responses": answer(reference("Thing"), **ERRORS),
        },
        "patch": {
            "operationId": "changeThing",
            "requestBody": {
                "content": {
                    "application/json": {"schema": {"type": "object"}},
                    "application/merge-patch+json": {"schema": {"type": "object"}},
                }
            },
            "responses": answer(reference("Thing"), **ERRORS),
        },
        "delete": {"operationId": "deleteThing", "responses": {"204": {"description": ""}, **ERRORS}},
    },
    "/things/{id}/parts": {
        "parameters": [ID],
        "get": {
            "operationId": "listParts",
            "responses": answer({"type": "array", "items": reference("Part")}, **ERRORS),
        },
        "post": {
            "operationId": "addPart",
            "requestBody": takes(reference("Part")),
            "responses": answer(reference("Part"), 201, **ERRORS),
        },
    },
    "/things/{id}/parts/{part_id}": {
        "parameters": [ID, {"name": "part_id", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "get": {"operationId": "showPart", "responses": answer(reference("Part"), **ERRORS)},
    },
    "/things/{id}/archive": {
        "parameters": [ID],
        "post": {"operationId": "archiveThing", "responses": answer(reference("Thing"))},
    },
    "/search": {"get": {"operationId": "search", "responses": answer({"type": "array", "items": reference("Thing")})}},
}
SCHEMAS = {"Thing": THING, "NewThing": NEW_THING, "Part": PART, "Failure": FAILURE}
