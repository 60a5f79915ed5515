"""Swagger 2.0 in the words of OpenAPI 3: bodies and forms become request bodies, types become schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .description import Description, Node, escaped
from .operation import Body, Header, Media, Operation, Parameter, PathItem, Response, Slot, parameters

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
DEFAULT_MEDIA = ("application/json",)
_NOT_SCHEMA = frozenset({"name", "in", "required", "description", "collectionFormat", "allowEmptyValue", "$ref"})
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def read_swagger_operation(description: Description, item: PathItem, method: str) -> Operation:
    """Return one operation of a Swagger 2.0 document.

    Raises:
        FileError: it is malformed, or a reference leads nowhere.
    """
    node, pointer = description.mapping(item.node[method], f"{item.pointer}/{method}")
    own = list(parameters(description, node, pointer, of_path=False))
    seen = {each.key for each in own}
    every = [
        *own,
        *(each for each in parameters(description, item.node, item.pointer, of_path=True) if each.key not in seen),
    ]
    return Operation(
        method=method.upper(),
        path=item.path,
        node=node,
        pointer=pointer,
        parameters=tuple(_with_schema(each) for each in every if each.location not in {"body", "formData"}),
        body=_body(description, node, every),
        responses={
            status: _response(description, response, place, _media(description, node, "produces"))
            for status, response, place in description.entries(
                node.get("responses"), f"{pointer}/responses", extensible=True
            )
        },
    )


def security_schemes(description: Description) -> dict[str, Any]:
    """Return the security definitions as OpenAPI 3 writes them, by name.

    Raises:
        FileError: one is not an object.
    """
    return {
        name: _scheme(node)
        for name, node, _ in description.entries(
            description.document.get("securityDefinitions"), "#/securityDefinitions"
        )
    }


def _scheme(node: Node) -> dict[str, Any]:
    if node.get("type") == "basic":
        return {"type": "http", "scheme": "basic"}
    if node.get("type") != "oauth2":
        return dict(node)
    flow = str(node.get("flow", ""))
    kept = {key: node[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in node}
    return {"type": "oauth2", "flows": {_FLOWS.get(flow, flow): kept}}


def _media(description: Description, node: Node, keyword: str) -> tuple[str, ...]:
    named = node.get(keyword, description.document.get(keyword))
    return tuple(map(str, named)) if isinstance(named, list) and named else DEFAULT_MEDIA


def _with_schema(parameter: Parameter) -> Parameter:
    slot = Slot(_as_schema(parameter.node), parameter.pointer)
    return Parameter(
        parameter.name,
        parameter.location,
        parameter.required,
        slot,
        parameter.node,
        parameter.pointer,
        parameter.of_path,
    )


def _as_schema(node: Node) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in _NOT_SCHEMA}


def _body(description: Description, node: Node, every: list[Parameter]) -> Body | None:
    consumed = _media(description, node, "consumes")
    for each in every:
        if each.location == "body":
            slot = Slot(each.node.get("schema"), f"{each.pointer}/schema")
            return Body(each.required, _same_for(consumed, slot, each.pointer), each.pointer)
    fields = [each for each in every if each.location == "formData"]
    if not fields:
        return None
    schema = {
        "type": "object",
        "properties": {each.name: _as_schema(each.node) for each in fields},
        "required": [each.name for each in fields if each.required],
    }
    sent = tuple(name for name in consumed if name in {FORM, MULTIPART}) or _form_media(fields)
    pointer = fields[0].pointer
    return Body(any(each.required for each in fields), _same_for(sent, Slot(schema, pointer), pointer), pointer)


def _form_media(fields: list[Parameter]) -> tuple[str, ...]:
    return (MULTIPART,) if any(each.node.get("type") == "file" for each in fields) else (FORM,)


def _same_for(names: tuple[str, ...], slot: Slot, pointer: str) -> dict[str, Media]:
    return {name: Media(slot, Slot(None, pointer), pointer) for name in names}


def _response(description: Description, node: Node, pointer: str, produced: tuple[str, ...]) -> Response:
    slot = Slot(node.get("schema"), f"{pointer}/schema")
    return Response(
        headers=dict(_headers(description, node, pointer)),
        content=_same_for(produced, slot, pointer) if slot.schema is not None else {},
        pointer=pointer,
    )


def _headers(description: Description, node: Node, pointer: str) -> Iterator[tuple[str, Header]]:
    for name, header, place in description.entries(node.get("headers"), f"{pointer}/headers"):
        yield name.lower(), Header(name, False, Slot(_as_schema(header), place), f"{pointer}/headers/{escaped(name)}")
