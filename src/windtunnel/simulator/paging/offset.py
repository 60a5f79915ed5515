"""Offset and page-number paging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class OffsetPage(Generic[T]):
    """One page of a list.

    Args:
        items: what is on it.
        total: how many there are in all.
        number: page number from 1 (of the page that begins at ``offset``).
        size: page size in force.
        offset: index of the first item.
    """

    items: Sequence[T]
    total: int
    number: int
    size: int
    offset: int

    @property
    def has_next(self) -> bool:
        """Whether there are items after this page."""
        return self.offset + self.size < self.total

    @property
    def has_previous(self) -> bool:
        """Whether there are items before this page."""
        return self.offset > 0


def page_by_number(items: Sequence[T], number: int, size: int) -> OffsetPage[T]:
    """Return page ``number`` (from 1) of ``items``."""
    return page_by_offset(items, (max(1, number) - 1) * size, size)


def page_by_offset(items: Sequence[T], offset: int, size: int) -> OffsetPage[T]:
    """Return the page of ``size`` items that begins at ``offset`` (from 0); negative numbers count as 0."""
    offset, size = max(0, offset), max(0, size)
    return OffsetPage(items[offset : offset + size], len(items), offset // max(1, size) + 1, size, offset)
