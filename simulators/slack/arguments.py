"""Arguments of a method, whichever way they were encoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from windtunnel.simulator import Call

from .bodies import sent_values
from .refusals import Refused, invalid_arguments, missing

FACT = "slack.arguments"
TRUE = ("true", "1")
INTEGER = re.compile(r"[+-]?[0-9]{1,15}")


class Arguments:
    """Arguments by name. An empty or null argument counts as not given.

    Args:
        values: text from a query or form, any value from JSON.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.names = frozenset(values)
        self.values = {name: value for name, value in values.items() if value not in (None, "")}

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def text(self, name: str) -> str | None:
        """Return an argument as text.

        Raises:
            Refused: ``invalid_arguments``: it is a list or an object.
        """
        value = self.values.get(name)
        if isinstance(value, dict | list):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return _text(value) if value is not None else None

    def required(self, name: str, code: str | None = None) -> str:
        """Return an argument as text.

        Raises:
            Refused: it is missing; with ``code``, or ``invalid_arguments``.
        """
        value = self.text(name)
        if value is None:
            raise Refused(code) if code is not None else missing(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean: ``true``, ``1`` or JSON true are yes, everything else is no."""
        value = self.values.get(name)
        return default if value is None else _text(value).lower() in TRUE

    def number(self, name: str, code: str | None = None) -> int | None:
        """Return an integer, if it was given.

        Raises:
            Refused: it is none; with ``code``, or ``invalid_arguments``.
        """
        value = self.text(name)
        if value is None:
            return None
        if not INTEGER.fullmatch(value.strip()):
            raise Refused(code) if code is not None else _wrong(name, "an integer")
        return int(value)

    def words(self, name: str) -> list[str]:
        """Return a comma-separated text, or a list given as such or as JSON text, as a list of texts."""
        value = self.values.get(name)
        is_list = isinstance(value, list) or str(value).startswith("[")
        parts = self.items(name) or [] if is_list else (self.text(name) or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def structure(self, name: str, code: str | None = None) -> Any:
        """Return a list or an object, given as such or as JSON text; ``None`` when it was not given.

        Raises:
            Refused: it is neither; with ``code``, or ``invalid_arguments``.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except ValueError:
            raise Refused(code) if code is not None else _wrong(name, "JSON") from None

    def items(self, name: str, code: str | None = None) -> list[Any] | None:
        """Return a list, given as such or as JSON text.

        Raises:
            Refused: it is none.
        """
        value = self.structure(name, code)
        if value is not None and not isinstance(value, list):
            raise Refused(code) if code is not None else _wrong(name, "an array")
        return value

    def mapping(self, name: str, code: str | None = None) -> dict[str, Any] | None:
        """Return an object, given as such or as JSON text.

        Raises:
            Refused: it is none.
        """
        value = self.structure(name, code)
        if value is not None and not isinstance(value, dict):
            raise Refused(code) if code is not None else _wrong(name, "an object")
        return value


def arguments_of(call: Call) -> Arguments:
    """Return the arguments of ``call``.

    Raises:
        MalformedBody: the body is not what its media type says.
        UnsupportedMedia: no method takes this media type.
    """
    if FACT not in call.facts:
        call.facts[FACT] = Arguments(sent_values(call))
    arguments: Arguments = call.facts[FACT]
    return arguments


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _wrong(name: str, kind: str) -> Refused:
    return invalid_arguments(f"must be {kind} [json-pointer:/{name}]")
