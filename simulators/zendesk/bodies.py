"""Reading request bodies: the root, known keys, and values of the right type."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call

from .headers import warn
from .refusals import InvalidAttribute

JSON_TYPES = ("application/json", "application/x-json", "text/json")
DIGITS_MAX = 18
NUMBER_MAX = 10**DIGITS_MAX
ACTIONS = {"GET": "show", "POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "destroy"}


def action_of(call: Call) -> str:
    """Return where a call is handled, as error messages name it (``api/v2/tickets/update``)."""
    parts = call.operation.path.removeprefix("/api/v2/").split("/") if call.operation else [""]
    last = parts[-1] if len(parts) > 1 and "{" not in parts[-1] else ACTIONS.get(call.request.method, "index")
    if len(parts) == 1 and call.request.method == "GET":
        last = "index"
    return f"api/v2/{parts[0]}/{last}"


def body(call: Call) -> Mapping[str, Any]:
    """Return the JSON body; an empty one where none was sent, or one under another content type.

    Raises:
        MalformedBody: it is not JSON.
        InvalidAttribute: it is not an object.
    """
    if call.request.content_type not in JSON_TYPES:
        return {}
    content = call.json
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        raise InvalidAttribute("_json", "a hash", action_of(call))
    return content


def root(call: Call, name: str, known: Collection[str] | None = None) -> dict[str, Any]:
    """Return the object under ``name``; keys that are not ``known`` are dropped with a warning header.

    Raises:
        InvalidAttribute: it is missing, or no object.
    """
    content = body(call).get(name)
    if not isinstance(content, Mapping):
        raise InvalidAttribute(name, "a hash", action_of(call))
    return keep_known(call, content, known, name) if known is not None else dict(content)


def roots(call: Call, name: str) -> list[dict[str, Any]]:
    """Return the list of objects under ``name``.

    Raises:
        InvalidAttribute: it is missing, or holds something else.
    """
    content = body(call).get(name)
    if not isinstance(content, list) or not all(isinstance(each, Mapping) for each in content):
        raise InvalidAttribute(name, "an array", action_of(call))
    return [dict(each) for each in content]


def keep_known(call: Call, content: Mapping[str, Any], known: Collection[str], name: str) -> dict[str, Any]:
    """Return what of ``content`` is known, and note a warning about the rest."""
    unknown = [str(key) for key in content if key not in known]
    if not unknown:
        return dict(content)
    warn(call, [f"{name}.{key}" for key in unknown])
    return {key: value for key, value in content.items() if key in known}


def digits(text: str) -> int | None:
    """Return a number that is written in ASCII digits alone, ``None`` for anything else or what no id can be."""
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS_MAX:
        return None
    return int(text)


def integer(value: Any, name: str, action: str = "") -> int | None:
    """Return a whole number that may come as text; ``None`` for null and empty text.

    Raises:
        InvalidAttribute: it is something else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < NUMBER_MAX:
        return value
    if isinstance(value, str):
        number = digits(value.removeprefix("-"))
        if number is not None:
            return -number if value.startswith("-") else number
    raise InvalidAttribute(name, "an integer", action)


def text(value: Any, name: str, action: str = "") -> str | None:
    """Return text; numbers are written out.

    Raises:
        InvalidAttribute: it is an object, a list or a truth value.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InvalidAttribute(name, "a string", action)


def truth(value: Any, name: str, action: str = "") -> bool | None:
    """Return a truth value that may come as text or number.

    Raises:
        InvalidAttribute: it is something else.
    """
    if value is None or isinstance(value, bool):
        return value
    if value in ("true", "1", 1):
        return True
    if value in ("false", "0", 0):
        return False
    raise InvalidAttribute(name, "a boolean", action)


def items(value: Any, name: str, action: str = "") -> Sequence[Any]:
    """Return a list; null counts as empty.

    Raises:
        InvalidAttribute: it is something else.
    """
    if value is None:
        return ()
    if isinstance(value, list):
        return value
    raise InvalidAttribute(name, "an array", action)


def integers(value: Any, name: str, action: str = "") -> list[int]:
    """Return a list of whole numbers.

    Raises:
        InvalidAttribute: it is something else.
    """
    return [number for each in items(value, name, action) if (number := integer(each, name, action)) is not None]


def ids_argument(call: Call, name: str = "ids") -> list[str]:
    """Return the ids of a query parameter, separated by commas, in order and without repetition.

    Raises:
        InvalidAttribute: one of them is no number.
    """
    given = [part.strip() for part in call.arguments.get(name, "").split(",") if part.strip()]
    for part in given:
        integer(part, name, action_of(call))
    return list(dict.fromkeys(given))


def words_argument(call: Call, name: str) -> list[str]:
    """Return the texts of a query parameter, separated by commas."""
    return [part.strip() for part in call.arguments.get(name, "").split(",") if part.strip()]
