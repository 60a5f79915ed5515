"""Lists: pages by the identifier of a neighbour, and pages by token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call

from .refusals import Refused

TOKEN_PREFIX = "page_"


def limit_of(call: Call) -> int:
    """Return the size of the page that is asked for, within the profile's bounds.

    Raises:
        Refused: it is no number, or out of bounds.
    """
    paging = next(each for each in call.system.profile.paging if call.operation_id in each.operations)
    text = call.arguments.get("limit")
    if text is None:
        return paging.size_default
    if not text.lstrip("-").isdigit():
        raise Refused("limit: Input should be a valid integer, unable to parse string as an integer")
    if int(text) < 1:
        raise Refused("limit: Input should be greater than or equal to 1")
    if int(text) > paging.size_max:
        raise Refused(f"limit: Input should be less than or equal to {paging.size_max}")
    return int(text)


def neighbour_page(call: Call, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the page of ``records`` after ``after_id`` or before ``before_id``.

    Args:
        call: with the cursor and ``limit`` among its arguments.
        records: all of them in the order of the list, each with an ``id``.

    Raises:
        Refused: both cursors, one that is no element of the list, or a wrong ``limit``.
    """
    limit = limit_of(call)
    after, before = call.arguments.get("after_id"), call.arguments.get("before_id")
    if after and before:
        raise Refused("only one of `before_id` and `after_id` may be specified")
    if before:
        end = _index(records, before, "before_id")
        start, more = max(0, end - limit), end > limit
    else:
        start = _index(records, after, "after_id") + 1 if after else 0
        end, more = start + limit, start + limit < len(records)
    shown = list(records[start:end])
    ends = (shown[0]["id"], shown[-1]["id"]) if shown else (None, None)
    return {"data": shown, "has_more": more, "first_id": ends[0], "last_id": ends[1]}


def token_page(call: Call, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the page of ``records`` that the token ``page`` leads to.

    Args:
        call: with ``page`` and ``limit`` among its arguments.
        records: all of them in the order of the list, each with an ``id``.

    Raises:
        Refused: the token leads nowhere, or ``limit`` is wrong.
    """
    limit, token = limit_of(call), call.arguments.get("page")
    start = _index(records, token.removeprefix(TOKEN_PREFIX), "page") if token else 0
    following = records[start + limit]["id"] if start + limit < len(records) else None
    next_page = None if following is None else f"{TOKEN_PREFIX}{following}"
    return {"data": list(records[start : start + limit]), "next_page": next_page}


def _index(records: Sequence[Mapping[str, Any]], identifier: str, name: str) -> int:
    for index, record in enumerate(records):
        if record["id"] == identifier:
            return index
    raise Refused(f"{name}: '{identifier}' is not an element of this list")
