"""Reading a request body as the contract means it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.contract.document import Operation

from ..call import Call
from ..problem import FieldError, InvalidInput, UnsupportedMedia
from ..schemas.flat import Schema
from .views import Views

FORM = "application/x-www-form-urlencoded"
MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
READABLE = ("json", FORM)


def is_readable(media: str) -> bool:
    """Tell whether the kit understands a media type."""
    return any(known in media for known in READABLE) and media != JSON_PATCH


def can_read(operation: Operation) -> bool:
    """Tell whether the kit understands one of the media types that an operation takes."""
    return not operation.request_bodies or any(is_readable(media) for media in operation.request_bodies)


def read_body(call: Call, operation: Operation, views: Views) -> Mapping[str, Any]:
    """Return the body of ``call`` as an object, checked against the contract.

    Raises:
        MalformedBody: it cannot be parsed.
        UnsupportedMedia: the operation does not take its content type.
        InvalidInput: it is missing, or does not fit the contract.
    """
    if not call.request.body:
        return _no_body(operation)
    media = _media(call, operation)
    body = call.json if "json" in media else _typed_form(call.form, operation.request_bodies.get(media, True), views)
    errors = call.system.validation.errors(operation, body, media)
    if errors:
        raise InvalidInput(*errors)
    if not isinstance(body, Mapping):
        raise InvalidInput(FieldError("", "type", "the body must be an object"))
    return body


def typed(text: str, schema: Schema, views: Views) -> Any:
    """Return ``text`` as the scalar that ``schema`` asks for; as text where it is none.

    Args:
        text: from a path, a query or a form.
        schema: of the value.
        views: looks at the schema.
    """
    types = views.types(schema)
    if "string" in types:
        return text
    for kind, read in READERS.items():
        if kind in types and (value := read(text)) is not None:
            return value
    return None if "null" in types and text in ("", "null") else text


def _no_body(operation: Operation) -> Mapping[str, Any]:
    if operation.request_body_required:
        raise InvalidInput(FieldError("", "required", "a body is required"))
    return {}


def _media(call: Call, operation: Operation) -> str:
    given = call.request.content_type
    declared = [media for media in operation.request_bodies if is_readable(media)]
    if not given or not declared:
        return declared[0] if declared else given or "application/json"
    for media in declared:
        if media.partition(";")[0].strip().lower() == given or media == "*/*":
            return media
    raise UnsupportedMedia(f"{given} is not taken; {', '.join(operation.request_bodies)} is")


def _typed_form(form: Mapping[str, str], schema: Schema, views: Views) -> dict[str, Any]:
    properties = views.properties(schema)
    return {name: typed(text, properties.get(name, {"type": "string"}), views) for name, text in form.items()}


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


READERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": {"true": True, "false": False}.get,
}
