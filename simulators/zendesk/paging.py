"""Lists: offset and cursor paging on the same endpoints, and the counts beside them."""

from __future__ import annotations

import base64
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson

from windtunnel.simulator import Call, Record
from windtunnel.simulator.paging import decode_cursor, encode_cursor, page_by_number
from windtunnel.world.http import Response, json_response

from .bodies import action_of, digits
from .moments import iso
from .records import all_shown
from .refusals import InvalidAttribute, ListedProblem

Key = Callable[[Record], Any]
Render = Callable[[Call, Sequence[Record]], list[dict[str, Any]]]
NO_KEYS: Mapping[str, Key] = {}


def by_id(record: Record) -> Any:
    """Sort by id."""
    return record["id"]


def render_plainly(call: Call, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Show records that have an address."""
    return all_shown(records, call.request.origin)


@dataclass(frozen=True)
class Listing:
    """How one kind of record is listed.

    Args:
        name: key of the list in the answer.
        render: makes what the caller sees of one page.
        sorts: keys for ``sort`` (cursor) beside ``id``.
        sorts_by: keys for ``sort_by`` (offset).
        cursors: whether ``page[size]`` is understood; without, it is ignored.
        descending: whether the newest comes first unless something else is asked for.
        always_cursors: whether there are no other pages than by cursor.
        beside: adds sideloads to the answer, given the records of the page.
    """

    name: str
    render: Render = render_plainly
    sorts: Mapping[str, Key] = field(default_factory=dict)
    sorts_by: Mapping[str, Key] = field(default_factory=dict)
    cursors: bool = True
    descending: bool = False
    always_cursors: bool = False
    beside: Callable[[Call, Sequence[Record], dict[str, Any]], None] | None = None


def listed(call: Call, records: Sequence[Record], listing: Listing) -> Response:
    """Return one page of ``records`` in the style that the caller asked for.

    Raises:
        ListedProblem: depth, size, sort key or cursor are refused.
        InvalidAttribute: ``page`` is no number.
    """
    wanted = listing.cursors and any(name.startswith("page[") for name in call.arguments)
    if wanted or listing.always_cursors:
        return _by_cursor(call, records, listing)
    return _by_offset(call, records, listing)


def count_response(call: Call, count: int) -> Response:
    """Return the answer of a count endpoint."""
    return json_response({"count": {"value": count, "refreshed_at": iso(call.now)}})


def page_size(call: Call, name: str, size_max: int, default: int = 100) -> int:
    """Return the page size that was asked for; more than ``size_max`` counts as that.

    Raises:
        ListedProblem: it is no number, or not above zero.
    """
    given = call.arguments.get(name)
    if given is None or given in ("", "None"):
        return min(default, size_max)
    size = digits(given)
    if not size:
        raise ListedProblem("InvalidPaginationParameter", "Invalid page size", f"{name} must be a positive integer")
    return min(size, size_max)


def page_number(call: Call) -> int:
    """Return the page number that was asked for.

    Raises:
        InvalidAttribute: it is no number above zero.
    """
    given = call.arguments.get("page", "1") or "1"
    number = digits(given)
    if not number:
        raise InvalidAttribute("page", "an integer", action_of(call))
    return number


def with_arguments(call: Call, changes: Mapping[str, str], *dropped: str) -> str:
    """Return the address of the call with some query parameters replaced and others dropped."""
    kept = [
        (name, value)
        for name, value in parse_qsl(call.request.query, keep_blank_values=True)
        if name not in changes and name not in dropped
    ]
    return f"{call.request.origin}{call.request.path}?{urlencode([*kept, *changes.items()])}"


def _limit(call: Call, name: str) -> int:
    return int(call.system.profile.limits[name])


def _by_offset(call: Call, records: Sequence[Record], listing: Listing) -> Response:
    number = page_number(call)
    size = page_size(call, "per_page", _limit(call, "page_size_max"))
    if (number - 1) * size >= _limit(call, "offset_records_max"):
        raise ListedProblem(
            "InvalidPaginationDepth",
            "Pagination depth is too large",
            "Use cursor pagination to reach more records",
        )
    page = page_by_number(_sorted_by(call, records, listing), number, size)
    content: dict[str, Any] = {listing.name: listing.render(call, page.items)}
    if listing.beside is not None:
        listing.beside(call, page.items, content)
    content["next_page"] = with_arguments(call, {"page": str(number + 1)}) if page.has_next else None
    content["previous_page"] = with_arguments(call, {"page": str(number - 1)}) if page.has_previous else None
    content["count"] = page.total
    return json_response(content)


def _sorted_by(call: Call, records: Sequence[Record], listing: Listing) -> Sequence[Record]:
    key = listing.sorts_by.get(call.arguments.get("sort_by", ""))
    order = call.arguments.get("sort_order")
    if key is None and order not in ("asc", "desc"):
        return records[::-1] if listing.descending else records
    ordered = sorted(records, key=lambda record: _sortable((key or by_id)(record)))
    descending = order == "desc" if order in ("asc", "desc") else listing.descending
    return ordered[::-1] if descending else ordered


def _sortable(value: Any) -> tuple[int, Any]:
    """Nulls first, then numbers, then texts: values of mixed types have an order too."""
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, str(value))


@dataclass(frozen=True)
class _Place:
    """Where a cursor page begins: key, direction and the position to go on from."""

    name: str
    key: Key
    descending: bool
    position: Any
    backwards: bool


def _by_cursor(call: Call, records: Sequence[Record], listing: Listing) -> Response:
    size = page_size(call, "page[size]", _limit(call, "page_size_max"))
    place = _place(call, listing)

    def position_of(record: Record) -> tuple[Any, Any]:
        return _sortable(place.key(record)), record["id"]

    ordered = sorted(records, key=position_of)
    try:
        page, has_more = _cut(ordered, place, size, position_of)
    except TypeError as error:
        raise _not_a_cursor() from error
    content: dict[str, Any] = {listing.name: listing.render(call, page)}
    if listing.beside is not None:
        listing.beside(call, page, content)
    after = _cursor(place.name, position_of(page[-1])) if page else None
    before = _cursor(place.name, position_of(page[0])) if page else None
    content["meta"] = {"has_more": has_more, "after_cursor": after, "before_cursor": before}
    content["links"] = {
        "prev": _link(call, "before", before, size),
        "next": _link(call, "after", after, size),
    }
    return json_response(content)


def _cut(
    ordered: list[Record], place: _Place, size: int, position_of: Callable[[Record], Any]
) -> tuple[list[Record], bool]:
    """Return one page of ascending records in the order asked for, and whether more follow in that direction."""
    upwards = place.descending == place.backwards
    if upwards:
        start = 0 if place.position is None else bisect_right(ordered, place.position, key=position_of)
        page, has_more = ordered[start : start + size], start + size < len(ordered)
    else:
        end = len(ordered) if place.position is None else bisect_left(ordered, place.position, key=position_of)
        page, has_more = ordered[max(0, end - size) : end], end - size > 0
    return (page[::-1] if place.descending else page), has_more


def _place(call: Call, listing: Listing) -> _Place:
    after, before = call.arguments.get("page[after]"), call.arguments.get("page[before]")
    given = call.arguments.get("sort", "-id" if listing.descending else "id")
    name = given.removeprefix("-")
    key = by_id if name == "id" else listing.sorts.get(name)
    if key is None:
        raise ListedProblem("InvalidPaginationParameter", "Invalid sort key", f"sort is not valid: {given}")
    cursor = after or before
    position = None if cursor is None else _position(cursor, name)
    return _Place(name, key, given.startswith("-"), position, after is None and before is not None)


def _cursor(name: str, position: Any) -> str:
    value = base64.b64encode(orjson.dumps(position)).decode()
    return encode_cursor({"o": "nice_id" if name == "id" else name, "v": value})


def _position(cursor: str, name: str) -> tuple[Any, Any]:
    """Return the position that a cursor stands for.

    Raises:
        ListedProblem: it is no cursor of this list.
    """
    try:
        content = decode_cursor(cursor)
        (rank, value), record_id = orjson.loads(base64.b64decode(content["v"]))
        if content["o"] == ("nice_id" if name == "id" else name):
            return (rank, value), record_id
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    raise _not_a_cursor()


def _not_a_cursor() -> ListedProblem:
    return ListedProblem("InvalidPaginationParameter", "Invalid cursor", "page[after] or page[before] is not valid")


def _link(call: Call, direction: str, cursor: str | None, size: int) -> str | None:
    if cursor is None:
        return None
    changes = {f"page[{direction}]": cursor, "page[size]": str(size)}
    return with_arguments(call, changes, "page[after]", "page[before]")
