"""Answers in the vendor's format: JSON, indented when the caller asks for it, and the error envelopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from windtunnel.simulator import Call
from windtunnel.world.http import Response

from .errors import ApiError

JSON_TYPE = "application/json;charset=UTF-8"
Headers = list[tuple[str, str]]


def answer(call: Call, content: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Return ``content`` as JSON; ``X-PrettyPrint: 1`` indents it."""
    option = orjson.OPT_INDENT_2 if call.request.headers.get("x-prettyprint") == "1" else None
    return Response(status, [("Content-Type", JSON_TYPE), *headers], orjson.dumps(content, option=option))


def empty(status: int = 204, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Return an answer without a body."""
    return Response(status, list(headers))


def error_array(call: Call, errors: Iterable[ApiError], status: int) -> Response:
    """Return the error array of the REST API."""
    return answer(call, [error.as_rest() for error in errors], status)


def word(text: str, status: int) -> Response:
    """Return a bare word, as the identity resources refuse."""
    return Response(status, [("Content-Type", "text/html;charset=UTF-8")], text.encode())


def oauth_error(call: Call, error: str, description: str, status: int) -> Response:
    """Return the error object of the OAuth endpoints."""
    content: Mapping[str, str] = {"error": error, "error_description": description}
    return answer(call, content, status, no_store())


def no_store() -> Headers:
    """Return the headers of answers that hold tokens."""
    return [("Cache-Control", "no-cache, no-store"), ("Pragma", "no-cache")]
