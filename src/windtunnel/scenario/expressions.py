"""Small expressions that find a value in a request, a delivery or a record.

``body.metadata.key``, ``parameter.ticket_id``, ``header.x-correlation-id``, ``argument.q``; a regular expression after
`` ~ `` takes its first group out of the value: ``body.metadata.key ~ ticket:(\\w+)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from windtunnel.kernel.errors import UsageError
from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Request

Finder = Callable[[Request, Mapping[str, str]], str | None]
SOURCES = ("body", "parameter", "header", "argument")


def dig(value: Any, path: str) -> Any:
    """Return what lies at a dotted path of mappings and lists, ``None`` when nothing does."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, Sequence) and not isinstance(value, str) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value


@lru_cache(maxsize=512)
def compile_expression(text: str) -> Finder:
    """Return a function that evaluates ``text`` on a request and its path parameters.

    Raises:
        UsageError: the expression is malformed.
    """
    source_path, _, pattern = text.partition(" ~ ")
    source, dot, path = source_path.strip().partition(".")
    if source not in SOURCES or not dot or not path:
        raise UsageError(f"{text!r} is not an expression; it begins with {', '.join(f'{s}.' for s in SOURCES)}")
    expression = re.compile(pattern.strip()) if pattern else None
    read = _READERS[source]

    def find(request: Request, parameters: Mapping[str, str]) -> str | None:
        value = read(request, parameters, path)
        if value is None:
            return None
        return _group(expression, str(value)) if expression else str(value)

    return find


def _group(expression: re.Pattern[str], value: str) -> str | None:
    match = expression.search(value)
    return match[1] if match else None


def _from_body(request: Request, parameters: Mapping[str, str], path: str) -> Any:
    if not request.body:
        return None
    try:
        body = request.form() if request.content_type.endswith("x-www-form-urlencoded") else request.content
    except ValueError:
        return None
    return dig(body, path)


_READERS: dict[str, Callable[[Request, Mapping[str, str], str], Any]] = {
    "body": _from_body,
    "parameter": lambda request, parameters, path: parameters.get(path),
    "header": lambda request, parameters, path: request.headers.get(path.lower()),
    "argument": lambda request, parameters, path: request.arguments.get(path),
}


def first(expressions: Sequence[str], request: Request, parameters: Mapping[str, str]) -> str | None:
    """Return what the first expression yields that yields anything."""
    for text in expressions:
        value = compile_expression(text)(request, parameters)
        if value is not None:
            return value
    return None


def of_exchange(expressions: Sequence[str], exchange: Exchange) -> str | None:
    """Return what the first yielding expression finds in an exchange."""
    return first(expressions, exchange.request, exchange.parameters)
