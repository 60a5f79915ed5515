"""Paging: cursors for most methods, page numbers for search and files."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from windtunnel.contract.profile import Paging
from windtunnel.simulator import Call

from .arguments import Arguments
from .refusals import Refused, invalid_arguments

T = TypeVar("T")
STRICT = frozenset({"conversations_list", "conversations_history", "conversations_members", "users_conversations"})
"""Methods that refuse a limit out of bounds; others cut it."""
PAGING = ("cursor", "limit", "token")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page.

    Args:
        items: what is on it.
        next_cursor: where the next one begins; empty on the last page.
    """

    items: Sequence[T]
    next_cursor: str

    def metadata(self) -> dict[str, str]:
        """Return ``response_metadata``."""
        return {"next_cursor": self.next_cursor}


@dataclass(frozen=True)
class NumberedPage(Generic[T]):
    """One page by number.

    Args:
        items: what is on it.
        count: items on a page.
        total: how many there are in all.
        number: of the page, from 1.
    """

    items: Sequence[T]
    count: int
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.count))

    def paging(self) -> dict[str, int]:
        """Return ``paging`` as older methods answer it."""
        return {"count": self.count, "total": self.total, "page": self.number, "pages": self.pages}


def page_of(call: Call, arguments: Arguments, kind: str, items: Sequence[T], key: Callable[[T], str]) -> Page[T]:
    """Return the page that a call asks for.

    Args:
        call: tells the method, whose bounds are in the profile.
        arguments: ``cursor``, ``limit``, and everything that must be the same on every page.
        kind: first word in the cursor, as the vendor has it (``user``, ``next_ts``).
        items: everything, in order.
        key: the id of an item; the cursor names the first item of the next page by it.

    Raises:
        Refused: ``invalid_cursor``, ``invalid_limit``.
    """
    size = page_size(call, arguments)
    cursor = arguments.text("cursor")
    start = _start(cursor, call, arguments, kind, [key(each) for each in items]) if cursor else 0
    end = start + size
    following = _encode(kind, key(items[end]), end, _digest(call, arguments)) if end < len(items) else ""
    return Page(items[start:end], following)


def page_size(call: Call, arguments: Arguments) -> int:
    """Return how many items a page has.

    Raises:
        Refused: ``invalid_limit``.
    """
    bounds, strict = _bounds(call), call.operation_id in STRICT
    limit = arguments.number("limit", "invalid_limit" if strict else None)
    if limit is None:
        return bounds.size_default
    if strict and not 1 <= limit <= _most(call, bounds):
        raise Refused("invalid_limit")
    return min(limit, bounds.size_max) if limit >= 1 else bounds.size_default


def numbered_page_of(call: Call, arguments: Arguments, items: Sequence[T]) -> NumberedPage[T]:
    """Return the page that ``count`` and ``page`` ask for.

    Raises:
        Refused: ``invalid_arguments``: one of them is no number.
    """
    bounds = _bounds(call)
    count = arguments.number("count")
    size = bounds.size_default if count is None or count < 1 else min(count, bounds.size_max)
    number = max(1, arguments.number("page") or 1)
    start = (number - 1) * size
    return NumberedPage(items[start : start + size], size, len(items), number)


def _bounds(call: Call) -> Paging:
    for paging in call.system.profile.paging:
        if call.operation_id in paging.operations:
            return paging
    raise invalid_arguments(f"{call.operation_id} has no pages")


def _most(call: Call, bounds: Paging) -> int:
    """Return the largest limit that is taken: the contract's, though a page never has more than the profile's."""
    assert call.operation is not None
    for parameter in call.operation.parameters:
        if parameter.name == "limit":
            return int(parameter.schema.get("maximum", bounds.size_max))
    return bounds.size_max


def _start(cursor: str, call: Call, arguments: Arguments, kind: str, keys: list[str]) -> int:
    try:
        said, key, offset, digest = base64.urlsafe_b64decode(cursor).decode().split(":")
        position = int(offset)
    except (binascii.Error, ValueError):
        raise Refused("invalid_cursor") from None
    if said != kind or digest != _digest(call, arguments):
        raise Refused("invalid_cursor")
    return keys.index(key) if key in keys else max(0, min(position, len(keys)))


def _encode(kind: str, key: str, offset: int, digest: str) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{key}:{offset}:{digest}".encode()).decode()


def _digest(call: Call, arguments: Arguments) -> str:
    same = sorted((name, repr(value)) for name, value in arguments.values.items() if name not in PAGING)
    return hashlib.blake2b(repr((call.operation_id, same)).encode(), digest_size=4).hexdigest()
