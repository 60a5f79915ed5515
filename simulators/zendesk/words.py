"""Tags: words in lower case, with underscores for blanks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .refusals import InvalidAttribute


def tag_words(value: Any) -> list[str]:
    """Return tags as the vendor stores them, each once; a text counts as words separated by blanks.

    Raises:
        InvalidAttribute: it is neither a list nor a text.
    """
    if value is None:
        return []
    if isinstance(value, str):
        return _unique(value.replace(",", " ").lower().split())
    if isinstance(value, list):
        return _unique("_".join(str(each).lower().split()) for each in value)
    raise InvalidAttribute("tags", "an array", "")


def _unique(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word]
