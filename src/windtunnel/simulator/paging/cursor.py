"""Cursor paging: an opaque text that remembers where the page before ended."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

T = TypeVar("T")


@dataclass(frozen=True)
class CursorPage(Generic[T]):
    """One page.

    Args:
        items: what is on it.
        has_more: whether there are items after it.
        has_previous: whether there are items before it.
    """

    items: Sequence[T]
    has_more: bool
    has_previous: bool

    @classmethod
    def after(cls, items: Sequence[T], position: Any, size: int, key: Callable[[T], Any]) -> CursorPage[T]:
        """Return the first ``size`` items whose ``key`` comes after ``position`` (``None``: from the start).

        ``items`` are in ascending order of ``key``, so a row that was inserted or deleted meanwhile shifts nothing.
        """
        start = 0 if position is None else _first_after(items, position, key)
        return cls(items[start : start + size], start + size < len(items), start > 0)

    @classmethod
    def before(cls, items: Sequence[T], position: Any, size: int, key: Callable[[T], Any]) -> CursorPage[T]:
        """Return the last ``size`` items whose ``key`` comes before ``position``."""
        end = _first_after(items, position, key, inclusive=True)
        start = max(0, end - size)
        return cls(items[start:end], end < len(items), start > 0)


def _first_after(items: Sequence[T], position: Any, key: Callable[[T], Any], *, inclusive: bool = False) -> int:
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        value = key(items[middle])
        if value < position or (value == position and not inclusive):
            low = middle + 1
        else:
            high = middle
    return low


def encode_cursor(content: Any) -> str:
    """Return JSON content as an opaque URL-safe text."""
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode()


def decode_cursor(text: str) -> Any:
    """Return the content of an opaque text.

    Raises:
        ValueError: it was not made by ``encode_cursor``.
    """
    try:
        return orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError as error:
        raise ValueError("not a cursor") from error
