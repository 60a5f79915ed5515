"""What texts look like: formats of values, shapes of ids."""

from __future__ import annotations

import re
from collections.abc import Mapping

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+|v\d+\w{0,5}|\d{4}-\d{2}(?:-\d{2})?", re.IGNORECASE)
_WORD_AND_DIGITS = re.compile(r"[A-Za-z]+\d{1,2}")
_OPAQUE = re.compile(r"[A-Za-z0-9]+(?:[_.:~=-]+[A-Za-z0-9]+)*=*")
FORMATS: Mapping[str, re.Pattern[str]] = {
    "date-time": re.compile(r"\d{4}-[01]\d-[0-3]\d[Tt][0-2]\d:[0-5]\d:[0-6]\d(?:\.\d+)?(?:[Zz]|[+-][0-2]\d:[0-5]\d)"),
    "date": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    "uuid": _UUID,
    "email": re.compile(r"[^@\s]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`]+"),
}
_NAMING = (
    "id uuid guid key ref reference token hash sha etag digest cursor url uri link href email phone name title slug "
    "number subject description message text body note comment content path secret password value"
)
IDENTIFYING = frozenset(_NAMING.split())
"""Last words of names whose values are no closed set, however few were seen."""
MARKED = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def formats_of(text: str) -> list[str]:
    """Return the formats that a text has."""
    return [name for name, expression in FORMATS.items() if expression.fullmatch(text)]


def id_shape(text: str) -> str:
    """Return which kind of id a segment of a path, or a key, looks like; empty when it looks like a word.

    A version (``v2``, ``2024-01``) and a word with a number (``oauth2``) are no ids.
    """
    if _UUID.fullmatch(text):
        return "uuid"
    if text.isdigit():
        return "integer"
    if FORMATS["email"].fullmatch(text):
        return "email"
    if _VERSION.fullmatch(text) or _WORD_AND_DIGITS.fullmatch(text) or not _OPAQUE.fullmatch(text):
        return ""
    has_both = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return "opaque" if has_both and (len(text) >= 5 or "-" in text) else ""


def is_identifying(name: str) -> bool:
    """Tell whether a field names or links something, so that its values are as many as there are things."""
    words = [word.lower() for word in MARKED.findall(name)]
    return bool(words) and words[-1].removesuffix("s") in IDENTIFYING
