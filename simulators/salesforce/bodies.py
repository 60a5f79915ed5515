"""Request bodies of the data API: JSON objects, and where in them a value stands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, UnsupportedMedia

from .errors import json_parser_error

ACCEPTED = ("", "application/json")


def json_object(call: Call) -> Mapping[str, Any]:
    """Return the body as a JSON object.

    Raises:
        UnsupportedMedia: it is in another format.
        Refused: there is none, or it is not an object.
        MalformedBody: it is not JSON.
    """
    body = json_body(call)
    if not isinstance(body, Mapping):
        token = "START_ARRAY" if isinstance(body, list) else "VALUE_STRING"
        raise json_parser_error(f"Cannot deserialize instance of object from {token} value at [line:1, column:1]")
    return body


def json_body(call: Call) -> Any:
    """Return the body as JSON; see ``json_object`` for the errors."""
    if call.request.content_type not in ACCEPTED:
        raise UnsupportedMedia(f"Content type {call.request.content_type} is not supported.")
    if not call.request.body:
        raise json_parser_error("The HTTP entity body is required, but this request has no entity body.")
    return call.json


def malformed_message(body: bytes) -> str:
    """Return the vendor's complaint about a body that is not JSON."""
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        found = error.doc[error.pos : error.pos + 1]
        place = f"[line:{error.lineno}, column:{error.colno + 1}]"
        if not found:
            return f"Unexpected end-of-input: {error.msg} at {place}"
        return f"Unexpected character ('{found}' (code {ord(found)})): {error.msg} at {place}"
    except (UnicodeDecodeError, RecursionError):
        pass
    return "Invalid UTF-8 or unreadable value at [line:1, column:1]"


def place_of(body: bytes, key: str) -> tuple[int, int]:
    """Return line and column of the value of ``key`` in a JSON body."""
    text = body.decode("utf-8", "replace")
    found = re.search(rf'"{re.escape(key)}"\s*:\s*', text, re.IGNORECASE)
    if found is None:
        return 1, 1
    before = text[: found.end()]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def require(body: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """Return a member of a request body.

    Raises:
        Refused: it is missing or of another type.
    """
    if name not in body:
        raise json_parser_error(f"Missing required attribute: {name}")
    value = body[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise json_parser_error(f"Cannot deserialize the value of {name} at [line:1, column:1]")
    return value


def as_flag(value: Any) -> bool:
    """Return a boolean that came as JSON or as text."""
    return value is True or (isinstance(value, str) and value.lower() == "true")
