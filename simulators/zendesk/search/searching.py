"""The search over the API: results, their count, and the export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.simulator.paging import decode_cursor, encode_cursor
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of, actor_of
from ..bodies import action_of
from ..conditions import PRIORITY_ORDER
from ..paging import page_number, page_size, with_arguments
from ..records import shown
from ..refusals import InvalidAttribute, ListedProblem, search_limit
from ..sideloads import LOADERS, sideload
from ..tickets.statuses import ORDER
from . import matching
from .matching import COLLECTIONS, KINDS
from .query import Query, read_query

operations = Operations()
Found = list[tuple[str, Record]]
SORTS: Mapping[str, Callable[[Record], Any]] = {
    "updated_at": lambda record: record["updated_at"],
    "created_at": lambda record: record["created_at"],
    "updated": lambda record: record["updated_at"],
    "created": lambda record: record["created_at"],
    "priority": lambda record: _rank(record.get("priority"), PRIORITY_ORDER),
    "status": lambda record: _rank(record.get("status"), ORDER),
    "ticket_type": lambda record: record.get("type") or "",
}


def _rank(value: Any, order: Sequence[str]) -> int:
    return order.index(value) if value in order else -1


def _query(call: Call) -> Query:
    text = call.arguments.get("query", "").strip()
    if not text:
        raise InvalidAttribute("query", "a string", action_of(call))
    return read_query(text)


@operations.bind("ListSearchResults")
def search(call: Call) -> Response:
    """Find records; only the first thousand can be reached."""
    account = account_of(call)
    if any(name.startswith("page[") for name in call.arguments):
        raise InvalidAttribute("page", "an integer", "api/v2/search/index")
    query = _query(call)
    number, size = page_number(call), page_size(call, "per_page", account.limit("page_size_max"))
    if number * size > account.limit("search_records_max"):
        raise search_limit()
    found = _sorted(call, query, matching.found(account, query, actor_of(call), matching.kinds_of(query)))
    page = found[(number - 1) * size : number * size]
    more = number * size < len(found)
    content: dict[str, Any] = {
        "results": _results(call, page),
        "facets": None,
        "next_page": with_arguments(call, {"page": str(number + 1)}) if more else None,
        "previous_page": with_arguments(call, {"page": str(number - 1)}) if number > 1 else None,
        "count": len(found),
    }
    for kind in KINDS:
        if COLLECTIONS[kind] in LOADERS:
            sideload(COLLECTIONS[kind])(call, [record for each, record in page if each == kind], content)
    return json_response(content)


def _sorted(call: Call, query: Query, found: Found) -> Found:
    """Sort what was found; by relevance, which is the newest change first, unless something is asked for."""
    by = call.arguments.get("sort_by") or query.order_by
    order = call.arguments.get("sort_order", query.order)
    key = SORTS.get(by, SORTS["updated_at"])
    ordered = sorted(found, key=lambda pair: (key(pair[1]), pair[1]["id"]))
    return ordered if order == "asc" and by in SORTS else ordered[::-1]


def _results(call: Call, found: Found) -> list[dict[str, Any]]:
    origin = call.request.origin
    return [{**shown(record, origin), "result_type": kind} for kind, record in found]


@operations.bind("CountSearchResults")
def count(call: Call) -> Response:
    """Count what a query finds."""
    query = _query(call)
    found = matching.found(account_of(call), query, actor_of(call), matching.kinds_of(query))
    return json_response({"count": len(found)})


@operations.bind("ExportSearchResults")
def export(call: Call) -> Response:
    """Find any number of records of one kind, by cursor."""
    account, query = account_of(call), _query(call)
    kind = call.arguments.get("filter[type]", "")
    if kind not in KINDS:
        raise InvalidAttribute("filter[type]", "one of ticket, user, organization, group", "api/v2/search/export")
    size = page_size(call, "page[size]", account.limit("export_records_per_page_max"))
    position = _position(call, account)
    found = sorted(matching.found(account, query, actor_of(call), [kind]), key=lambda pair: _place(pair[1]))
    left = [pair for pair in found if position is None or _place(pair[1]) > position]
    page, more = left[:size], len(left) > size
    after = encode_cursor({"p": _place(page[-1][1]), "t": int(call.now)}) if page else None
    link = with_arguments(call, {"page[after]": after, "page[size]": str(size)}) if after is not None else None
    return json_response(
        {
            "results": _results(call, page),
            "facets": None,
            "meta": {"has_more": more, "after_cursor": after, "before_cursor": None},
            "links": {"prev": None, "next": link},
        }
    )


def _place(record: Record) -> tuple[str, int]:
    return record["created_at"], record["id"]


def _position(call: Call, account: Account) -> tuple[str, int] | None:
    """Return where the page before ended.

    Raises:
        ListedProblem: the cursor is none of the export's, or older than an hour.
    """
    cursor = call.arguments.get("page[after]")
    if not cursor:
        return None
    try:
        content = decode_cursor(cursor)
        created_at, record_id, issued = str(content["p"][0]), int(content["p"][1]), int(content["t"])
    except (ValueError, TypeError, KeyError, IndexError):
        raise ListedProblem("InvalidPaginationParameter", "Invalid cursor", "page[after] is not valid") from None
    if call.now - issued > account.limit("search_export_cursor_seconds"):
        raise ListedProblem("InvalidPaginationParameter", "Expired cursor", "page[after] has expired")
    return created_at, record_id
