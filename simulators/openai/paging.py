"""Lists: pages by cursor, where the cursor is the identifier of the last element of the page before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Call, Record
from windtunnel.world.http import Response

from .context import answer
from .refusals import Refused
from .violations import value_refused, wrong_choice


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
        message = "Invalid type for 'limit': expected an integer, but got a string instead."
        raise Refused(message, param="limit", code="invalid_type")
    refused = value_refused("limit", "integer", 1, paging.size_max, int(text))
    if refused is not None:
        raise refused
    return int(text)


def order_of(call: Call, default: str) -> str:
    """Return ``asc`` or ``desc``.

    Raises:
        Refused: something else was asked for.
    """
    order = call.arguments.get("order", default)
    if order not in ("asc", "desc"):
        raise wrong_choice("order", order, ["asc", "desc"])
    return order


def page(call: Call, records: Sequence[Record], *, order: str = "asc") -> Response:
    """Return the page of ``records`` that a call asks for.

    Args:
        call: with ``after`` and ``limit`` among its arguments.
        records: all of them, oldest first, each with an ``id``.
        order: ``desc`` turns them around.

    Raises:
        Refused: the cursor is not one of the records, or ``limit`` is wrong.
    """
    limit = limit_of(call)
    ordered = list(records) if order == "asc" else list(reversed(records))
    start = _start(call.arguments.get("after"), ordered)
    shown = ordered[start : start + limit]
    return answer(listed(shown, start + limit < len(ordered)))


def listed(records: Sequence[Record], has_more: bool) -> dict[str, Any]:
    """Return the envelope of a list."""
    return {
        "object": "list",
        "data": list(records),
        "first_id": records[0]["id"] if records else None,
        "last_id": records[-1]["id"] if records else None,
        "has_more": has_more,
    }


def _start(after: str | None, ordered: Sequence[Record]) -> int:
    if not after:
        return 0
    for index, record in enumerate(ordered):
        if record["id"] == after:
            return index + 1
    raise Refused(f"Invalid value: '{after}' is not an element of this list.", param="after", code="invalid_value")
