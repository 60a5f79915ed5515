"""Collections: ids of records, filtered by ``q``, a page at a time.

Source: profile.yaml, topic ``collections``.
"""

from __future__ import annotations

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from . import operation_names
from .account import Account, account_of, type_of
from .answers import collection, page_of
from .conditions import condition_of
from .errors import invalid_parameter
from .rendering import short

operations = Operations()


@operations.bind(*operation_names.readings("list"))
def list_records(call: Call) -> Response:
    """Return one page of ids."""
    account, type = account_of(call), type_of(call)
    limit, offset = paging_of(call, account)
    holds = condition_of(type, call.arguments.get("q", ""))
    ids = [str(record["id"]) for record in account.rows(type) if holds(record)]
    page = [short(type, record_id, call) for record_id in ids[offset : offset + limit]]
    return collection(page_of(call, page, offset, limit, len(ids)))


def paging_of(call: Call, account: Account) -> tuple[int, int]:
    """Return limit and offset of a request.

    Raises:
        Refused: they are out of bounds, or the offset is no multiple of the limit.
    """
    most = account.limit("page_size_max")
    limit, offset = _whole(call, "limit", most), _whole(call, "offset", 0)
    if not 1 <= limit <= most:
        raise invalid_parameter(f"Invalid limit. Provide a number from 1 to {most}.", "limit")
    if offset < 0 or offset % limit:
        raise invalid_parameter("Invalid offset. Provide a number that is a multiple of the limit.", "offset")
    if offset // limit >= account.limit("pages_max"):
        raise invalid_parameter(f"Invalid offset. No more than {account.limit('pages_max')} pages are told.", "offset")
    return limit, offset


def _whole(call: Call, name: str, default: int) -> int:
    text = call.arguments.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise invalid_parameter(f"Invalid value of the query parameter '{name}'. Provide a whole number.", name)
    return int(text)
