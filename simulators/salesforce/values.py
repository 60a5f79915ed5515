"""Values on their way in: what a JSON or CSV value becomes in a field of a given type.

Sources: profile.yaml, topics ``values`` and ``errors``.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from .errors import ApiError, Refused, ValueMismatch
from .ids import canonical_id
from .moments import read_date, read_datetime, read_time
from .schema import Field

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
INT_MAX = 2**31 - 1


def read_value(field: Field, value: Any) -> Any:
    """Return ``value`` as records hold it; text is trimmed and an empty text is null.

    Raises:
        ValueMismatch: it does not fit the type.
        Refused: it is of the right type, but not acceptable (an email without @).
    """
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
    if value is None:
        return None
    return READERS[field.type](field, value)


def mismatch(field: Field, value: Any) -> ValueMismatch:
    """Return the error of a value that does not fit the type of ``field``."""
    shown = "" if isinstance(value, list | dict) else str(value)
    return ValueMismatch(field.name, WANTED.get(field.type, "string"), token_of(value), shown)


def token_of(value: Any) -> str:
    """Return the vendor's name of the JSON token that ``value`` was."""
    if isinstance(value, bool):
        return "VALUE_TRUE" if value else "VALUE_FALSE"
    if isinstance(value, int):
        return "VALUE_NUMBER_INT"
    if isinstance(value, float):
        return "VALUE_NUMBER_FLOAT"
    if isinstance(value, list):
        return "START_ARRAY"
    return "START_OBJECT" if isinstance(value, dict) else "VALUE_STRING"


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise mismatch(field, value)
    return value


def _email(field: Field, value: Any) -> str:
    text = _text(field, value)
    if not _EMAIL.fullmatch(text):
        message = f"{field.label}: invalid email address: {text}"
        raise Refused(ApiError("INVALID_EMAIL_ADDRESS", message, (field.name,)))
    return text


def _multipicklist(field: Field, value: Any) -> str | None:
    parts = [part.strip() for part in _text(field, value).split(";")]
    ordered = sorted(dict.fromkeys(part for part in parts if part), key=lambda part: _rank(field, part))
    return ";".join(ordered) or None


def _rank(field: Field, part: str) -> int:
    return field.value_rank.get(part.lower(), len(field.value_rank))


def _boolean(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in BOOLEANS:
        return BOOLEANS[value.lower()]
    raise mismatch(field, value)


def _number(field: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise mismatch(field, value)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise mismatch(field, value) from None
    if not math.isfinite(number):
        raise mismatch(field, value)
    if abs(number) >= 10.0 ** (field.precision - field.scale):
        raise _out_of_range(field, value)
    return number


def _int(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise mismatch(field, value)
    try:
        number = float(value)
        whole = int(number)
    except (ValueError, OverflowError):
        raise mismatch(field, value) from None
    if whole != number:
        raise mismatch(field, value)
    if abs(whole) > INT_MAX:
        raise _out_of_range(field, value)
    return whole


def _out_of_range(field: Field, value: Any) -> Refused:
    message = f"{field.label}: value outside of valid range on numeric field: {value}"
    return Refused(ApiError("NUMBER_OUTSIDE_VALID_RANGE", message, (field.name,)))


def _moment(read: Callable[[str], str | None]) -> Callable[[Field, Any], str]:
    def accept(field: Field, value: Any) -> str:
        text = read(value) if isinstance(value, str) else None
        if text is None:
            raise mismatch(field, value)
        return text

    return accept


def _id(field: Field, value: Any) -> str:
    text = _text(field, value)
    record_id = canonical_id(text)
    if record_id is None:
        message = f"{field.label}: id value of incorrect type: {text}"
        raise Refused(ApiError("MALFORMED_ID", message, (field.name,)))
    return record_id


def _base64(field: Field, value: Any) -> str:
    text = _text(field, value)
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        raise mismatch(field, value) from None
    return text


BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
READERS: Mapping[str, Callable[[Field, Any], Any]] = {
    "id": _id,
    "reference": _id,
    "string": _text,
    "textarea": _text,
    "phone": _text,
    "url": _text,
    "picklist": _text,
    "combobox": _text,
    "email": _email,
    "multipicklist": _multipicklist,
    "boolean": _boolean,
    "int": _int,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _moment(read_date),
    "datetime": _moment(read_datetime),
    "time": _moment(read_time),
    "base64": _base64,
}
WANTED: Mapping[str, str] = {
    "double": "double",
    "currency": "currency",
    "percent": "percent",
    "int": "int",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "base64": "base64",
}
