"""Query cursors: the rows of a long query as they were, until they have been fetched or two days have passed.

Source: profile.yaml, topic ``query``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Record

from .errors import Refused, bare_refusal
from .ids import canonical_id
from .org import Org

CURSORS = "_cursors"
PREFIX = "01g"


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a cursor's rows.

    Args:
        query: the text of the query.
        rows: of this page.
        total: of the whole query.
        following: locator of the next page, ``None`` on the last.
    """

    query: str
    rows: Sequence[Record]
    total: int
    following: str | None


def open_cursor(org: Org, query: str, rows: Sequence[Record]) -> str:
    """Keep the rows of a query and return the cursor's id."""
    _close_expired(org)
    cursor_id = org.mint(PREFIX)
    seconds = org.system.profile.paging[0].cursor_seconds or 0.0
    cursor: dict[str, Any] = {
        "id": cursor_id,
        "query": query,
        "rows": tuple(rows),
        "expires_at": org.now + seconds,
    }
    org.store[CURSORS].put(cursor_id, cursor)
    return cursor_id


def read_page(org: Org, locator: str, size: int) -> Page:
    """Return the page at a locator, ``{cursor id}-{row}``.

    Raises:
        Refused: there is no such cursor, or it has expired.
    """
    name, _, place = locator.rpartition("-")
    cursor_id = canonical_id(name)
    cursor = org.store[CURSORS].get(cursor_id) if cursor_id is not None else None
    if cursor is None or cursor["expires_at"] <= org.now or not place.isdecimal():
        raise invalid_locator()
    start, rows = int(place), cursor["rows"]
    if start >= len(rows):
        raise invalid_locator()
    end = start + size
    following = f"{cursor_id}-{end}" if end < len(rows) else None
    return Page(cursor["query"], rows[start:end], len(rows), following)


def invalid_locator() -> Refused:
    """Return the refusal of a locator that leads nowhere."""
    return bare_refusal("INVALID_QUERY_LOCATOR", "invalid query locator")


def _close_expired(org: Org) -> None:
    cursors = org.store[CURSORS]
    for cursor_id in cursors.ids():
        cursor = cursors.get(cursor_id)
        if cursor is None or cursor["expires_at"] > org.now:
            return
        cursors.remove(cursor_id)
