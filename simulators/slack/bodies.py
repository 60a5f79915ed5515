"""Reading what a caller sent: query, form, multipart or JSON, with the vendor's complaints about each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from windtunnel.simulator import Call, MalformedBody, UnsupportedMedia
from windtunnel.simulator.multipart import FORM_DATA, read_multipart
from windtunnel.world.http import Request

from .notes import notes_of

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
CHARSETS = ("utf-8", "utf8", "iso-8859-1", "us-ascii")
FORM_ONLY = frozenset({"files_getUploadURLExternal", "oauth_v2_access"})
JSON_READERS = ("api_test", "conversations_")
"""Methods that only read ignore JSON, as the vendor's older ones do; these take it."""


def sent_values(call: Call) -> dict[str, Any]:
    """Return the arguments of ``call`` by name; the body wins over the query.

    Raises:
        MalformedBody: the body is not what its media type says.
        UnsupportedMedia: no method takes this media type.
    """
    return {**call.arguments, **body_values(call)}


def body_values(call: Call) -> Mapping[str, Any]:
    """Return the arguments in the body, those included that the method cannot see.

    Raises:
        MalformedBody: the body is not what its media type says.
        UnsupportedMedia: no method takes this media type.
    """
    request = call.request
    if request.method == "GET" or not request.body:
        return {}
    if not request.content_type:
        raise MalformedBody("the body has no media type", code="missing_post_type")
    reader = READERS.get(request.content_type)
    if reader is None:
        raise UnsupportedMedia(f"{request.content_type} is not taken")
    _check_charset(call)
    values = reader(request)
    return values if request.content_type != JSON or takes_json(call) else {}


def takes_json(call: Call) -> bool:
    """Tell whether the called method sees arguments in JSON."""
    operation = call.operation
    if operation is None or operation.id in FORM_ONLY:
        return False
    return JSON in operation.request_bodies or operation.id.startswith(JSON_READERS)


def form_token(call: Call) -> str | None:
    """Return the field ``token`` of a form; JSON and query cannot carry it."""
    if call.request.content_type not in (FORM, FORM_DATA) or not call.request.body:
        return None
    token = body_values(call).get("token")
    return token if isinstance(token, str) and token else None


def charset_of(request: Request) -> str | None:
    """Return the charset that the media type names, in lower case."""
    for part in request.headers.get("content-type", "").split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip().strip('"').lower()
    return None


def _check_charset(call: Call) -> None:
    charset = charset_of(call.request)
    if charset is not None and charset not in CHARSETS:
        raise MalformedBody(f"charset {charset} is not taken", code="invalid_charset")
    if call.request.content_type == JSON and charset is None:
        notes_of(call).warn("missing_charset")
    if call.request.content_type == FORM and charset is not None:
        notes_of(call).warn("superfluous_charset")


def _json(request: Request) -> Mapping[str, Any]:
    try:
        content = orjson.loads(_text(request))
    except ValueError as error:
        raise MalformedBody(str(error), code="invalid_json") from error
    if not isinstance(content, dict):
        raise MalformedBody("the body is no object", code="json_not_object")
    return content


def _text(request: Request) -> str:
    return request.body.decode("iso-8859-1" if charset_of(request) == "iso-8859-1" else "utf-8")


def _form(request: Request) -> Mapping[str, Any]:
    try:
        return request.form()
    except ValueError as error:
        raise MalformedBody(str(error), code="invalid_form_data") from error


def _multipart(request: Request) -> Mapping[str, Any]:
    try:
        return {part.name: part.text for part in read_multipart(request) if part.filename is None}
    except MalformedBody as problem:
        raise MalformedBody(problem.message, code="invalid_form_data") from problem


READERS: Mapping[str, Callable[[Request], Mapping[str, Any]]] = {
    JSON: _json,
    FORM: _form,
    FORM_DATA: _multipart,
}
