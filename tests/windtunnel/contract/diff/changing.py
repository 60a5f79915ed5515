"""Builds pairs of small descriptions and tells what was found between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from windtunnel.contract.diff import Comparison, Finding, compare
from windtunnel.contract.diff.description import Description
from windtunnel.contract.diff.sameness import Sameness
from windtunnel.contract.diff.schema_pair import SchemaPair, SchemaPairs

TODAY = date(2026, 6, 1)
JSON = "application/json"


def described(operation: Mapping[str, Any], *, version: str = "3.1.0", **document: Any) -> dict[str, Any]:
    """A description with one operation, ``POST /orders``."""
    whole = {"operationId": "createOrder", "responses": {"200": {"description": "done"}}, **operation}
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1.0.0"},
        "paths": {"/orders": {"post": whole}},
        **document,
    }


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """The comparison of two documents on a fixed day."""
    return compare(_as_read(old), _as_read(new), old_name="old", new_name="new", today=TODAY)


def found(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Identifier and level of what was found between two documents, version numbers aside."""
    findings = compared(old, new).findings
    return [(each.id, each.level.name) for each in findings if each.section != "info"]


def between(old: Mapping[str, Any], new: Mapping[str, Any], **document: Any) -> list[tuple[str, str]]:
    """What was found between two versions of the operation."""
    return found(described(old, **document), described(new, **document))


def request(schema: Any, media: str = JSON) -> dict[str, Any]:
    """An operation with a request body."""
    return {"requestBody": {"content": {media: {"schema": schema}}}}


def response(schema: Any, media: str = JSON) -> dict[str, Any]:
    """An operation with a response body."""
    return {"responses": {"200": {"description": "done", "content": {media: {"schema": schema}}}}}


def query(schema: Any, **more: Any) -> dict[str, Any]:
    """An operation with one query parameter."""
    return {"parameters": [{"name": "limit", "in": "query", "schema": schema, **more}]}


def in_request(old: Any, new: Any, **document: Any) -> list[tuple[str, str]]:
    """What was found between two schemas of a property that is sent."""
    return between(request(_object(old)), request(_object(new)), **document)


def in_response(old: Any, new: Any, **document: Any) -> list[tuple[str, str]]:
    """What was found between two schemas of a property that comes."""
    return between(response(_object(old)), response(_object(new)), **document)


def findings_between(old: Mapping[str, Any], new: Mapping[str, Any], **document: Any) -> tuple[Finding, ...]:
    """The whole findings between two versions of the operation."""
    return compared(described(old, **document), described(new, **document)).findings


def pairs_of(old: Any, new: Any, **components: Any) -> tuple[SchemaPair, SchemaPairs]:
    """The settled pair of two schemas, and all pairs below it."""
    one, other = (
        Description(_as_read(described({}, components={"schemas": {**components, "Root": schema}})), name)
        for schema, name in ((old, "old"), (new, "new"))
    )
    old, new = _as_read(old), _as_read(new)
    pairs = SchemaPairs(one, other, Sameness(one, other))
    pair = pairs.pair(old, "#/old", new, "#/new")
    assert pair is not None
    pairs.settle()
    return pair, pairs


def _object(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"status": schema}}


def _as_read(data: Any) -> Any:
    """The data as it would be read from a file: no part of it stands in two places."""
    return json.loads(json.dumps(data))
