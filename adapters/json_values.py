"""JSON as systems exchange it (RFC 8259): read and written fast, and strictly."""

from __future__ import annotations

import json
from typing import NoReturn

from pydantic import JsonValue
from pydantic_core import from_json, to_json

NO_NUMBERS = (b"NaN", b"Infinity")
"""What is written in the place of numbers that JSON does not have; it can also be part of a text."""


def decoded(content: bytes | str) -> JsonValue:
    """Return the value that ``content`` is.

    The fast parser reads; what it refuses (UTF-16, half a surrogate pair), the library's own judges.

    Raises:
        ValueError: it is no JSON, or has numbers that JSON does not have; the error can hold the whole of it.
        RecursionError: it is nested too deeply.
    """
    value: JsonValue
    try:
        value = from_json(content, allow_inf_nan=False)
    except ValueError:
        value = json.loads(content, parse_constant=_refuse_constant)
    return value


def encoded(value: object) -> bytes:
    """Return ``value``, anything that JSON can write, as compact UTF-8.

    Raises:
        ValueError: JSON cannot write it: numbers that it does not have, half a surrogate pair, an object.
    """
    content = to_json(value)
    if any(mark in content for mark in NO_NUMBERS):
        return _ENCODER.encode(value).encode("utf-8")
    return content


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
