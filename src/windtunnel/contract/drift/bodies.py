"""Reading and writing the bodies and queries that drift changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus, unquote_plus, urlencode

import orjson

from windtunnel.world.http import Request, Response

FORM = "application/x-www-form-urlencoded"
NOTHING = object()
"""Stands for a body that is neither JSON nor a form."""


def dumps(value: Any) -> bytes:
    """Return JSON, also of integers beyond 64 bits."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def read_answer(response: Response) -> Any:
    """Return the body of an answer as data; ``NOTHING`` when it is not JSON."""
    try:
        return orjson.loads(response.body)
    except ValueError:
        return NOTHING


def read_request(request: Request) -> Any:
    """Return the body of a request, JSON or a form, as data; ``NOTHING`` when it is neither."""
    try:
        return request.form() if request.content_type == FORM else orjson.loads(request.body)
    except ValueError:
        return NOTHING


def write_request(request: Request, body: Any) -> Request:
    """Return ``request`` with another body, in the notation that it had."""
    form = request.content_type == FORM
    return with_body(request, urlencode(body).encode() if form else dumps(body))


def with_body(request: Request, body: bytes) -> Request:
    """Return ``request`` with another body, and the length announced where it was."""
    headers = request.headers
    if "content-length" in headers:
        headers = {**headers, "content-length": str(len(body))}
    return replace(request, body=body, headers=headers)


def with_argument(request: Request, name: str, value: str) -> Request:
    """Return ``request`` with one query parameter set, in the place where it stood, or at the end."""
    written = f"{quote_plus(name)}={quote_plus(value)}"
    changed = _each(request, name, lambda pair: written)
    if changed is not request or request.query == written:
        return changed
    return replace(request, query=f"{request.query}&{written}" if request.query else written)


def without_argument(request: Request, name: str) -> Request:
    """Return ``request`` without a query parameter; the same object when it has none of that name."""
    return _each(request, name, lambda pair: None)


def renamed_argument(request: Request, name: str, to: str) -> Request:
    """Return ``request`` with a query parameter under another name; the same object when it has none of that name."""
    return _each(request, name, lambda pair: f"{quote_plus(to)}={pair.partition('=')[2]}")


def without_header(request: Request, name: str) -> Request:
    """Return ``request`` without a header; the same object when it has none of that name."""
    if name.lower() not in request.headers:
        return request
    return replace(request, headers={key: value for key, value in request.headers.items() if key != name.lower()})


def dig(value: Any, path: str) -> Any:
    """Return what lies at a dotted path of mappings, ``NOTHING`` when nothing does."""
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return NOTHING
        value = value[part]
    return value


def _each(request: Request, name: str, change: Callable[[str], str | None]) -> Request:
    if name not in request.argument_lists:
        return request
    pairs = [
        change(pair) if unquote_plus(pair.partition("=")[0]) == name else pair for pair in request.query.split("&")
    ]
    query = "&".join(pair for pair in pairs if pair)
    return request if query == request.query else replace(request, query=query)
