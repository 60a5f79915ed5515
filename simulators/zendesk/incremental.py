"""Incremental exports: what changed since a time, by time or by cursor."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call, NotBuilt, Operations, Record
from windtunnel.world.http import Response, json_response

from .account import Account, account_of
from .bodies import digits
from .moments import seconds
from .paging import page_size, with_arguments
from .records import all_shown
from .refusals import InvalidAttribute, ListedProblem, NamedProblem
from .sideloads import sideload
from .tickets.deleting import KEPT

operations = Operations()
Stamp = Callable[[Record], int]


def _generated(record: Record) -> int:
    stamp: int = record["generated_timestamp"]
    return stamp


def _updated(record: Record) -> int:
    return seconds(record["updated_at"])


def _tickets(account: Account) -> list[Record]:
    """Return every ticket, deleted ones with the status ``deleted``."""
    gone = [{**ticket, "status": "deleted"} for ticket in account.store[KEPT]]
    return [*account.store["tickets"], *gone]


@dataclass(frozen=True)
class Source:
    """What an export reads: name of the list, its records, and when each changed last."""

    name: str
    records: Callable[[Account], list[Record]]
    stamp: Stamp


TICKETS = Source("tickets", _tickets, _generated)
USERS = Source("users", lambda account: list(account.store["users"]), _updated)
ORGANIZATIONS = Source("organizations", lambda account: list(account.store["organizations"]), _updated)
SOURCES = {source.name: source for source in (TICKETS, USERS, ORGANIZATIONS)}


def _changed(account: Account, source: Source) -> list[tuple[int, int, Record]]:
    """Return stamp, id and record of everything but the changes of the last minute, oldest change first."""
    until = account.clock.now() - account.limit("export_start_time_age_seconds_min")
    found = [(source.stamp(record), record["id"], record) for record in source.records(account)]
    return sorted((each for each in found if each[0] <= until), key=lambda each: each[:2])


def start_time(call: Call) -> int:
    """Return the time that an export begins at.

    Raises:
        InvalidAttribute: it is missing, or no number.
        NamedProblem: it is less than a minute old; 422.
    """
    given = call.arguments.get("start_time", "")
    begin = digits(given.partition(".")[0])
    if begin is None:
        raise InvalidAttribute("start_time", "an integer", f"api/v2/incremental/{_name(call)}")
    least = account_of(call).limit("export_start_time_age_seconds_min")
    if begin > call.now - least:
        description = f"Too recent start_time. Use a start_time older than {least} seconds"
        raise NamedProblem(422, "InvalidValue", description)
    return begin


def _name(call: Call) -> str:
    assert call.operation is not None
    return call.operation.path.removeprefix("/api/v2/incremental/").split("/")[0]


@operations.bind("IncrementalTicketExportTime", "IncrementalUserExportTime", "IncrementalOrganizationExport")
def export_by_time(call: Call) -> Response:
    """Return what changed since a time; the next page begins at the time of the last record of this one."""
    account, source = account_of(call), SOURCES[_name(call)]
    begin, size = start_time(call), _size(call, account)
    left = [each for each in _changed(account, source) if each[0] >= begin]
    page = _whole_seconds(left, size)
    more = len(left) > len(page)
    end_time = page[-1][0] + (1 if more and page[0][0] == page[-1][0] else 0) if page else None
    content = _content(call, source, page)
    content["count"] = len(page)
    content["end_of_stream"] = not more
    content["end_time"] = end_time
    content["next_page"] = with_arguments(call, {"start_time": str(end_time)}) if end_time is not None else None
    return json_response(content)


def _whole_seconds(left: Sequence[tuple[int, int, Record]], size: int) -> Sequence[tuple[int, int, Record]]:
    """Return a page; one that holds a single second holds all of it, or the export would never get past it."""
    page = left[:size]
    if len(left) > size and page[0][0] == page[-1][0]:
        return [each for each in left if each[0] == page[0][0]]
    return page


@operations.bind("IncrementalTicketExportCursor", "IncrementalUserExportCursor")
def export_by_cursor(call: Call) -> Response:
    """Return what changed since a time, or since the cursor of the page before; nothing comes twice."""
    account, source = account_of(call), SOURCES[_name(call)]
    given, size = call.arguments.get("cursor"), _size(call, account)
    begin = _read_cursor(given) if given else (start_time(call), -1)
    left = [each for each in _changed(account, source) if each[:2] > begin]
    page, more = left[:size], len(left) > size
    last = page[-1][:2] if page else begin
    cursor = _cursor(last)
    content = _content(call, source, page)
    content["after_url"] = with_arguments(call, {"cursor": cursor}, "start_time")
    content["after_cursor"] = cursor
    content["before_url"] = content["before_cursor"] = None
    content["end_of_stream"] = not more
    return json_response(content)


def _content(call: Call, source: Source, page: Sequence[tuple[int, int, Record]]) -> dict[str, Any]:
    records = [each[2] for each in page]
    content: dict[str, Any] = {source.name: all_shown(records, call.request.origin)}
    sideload(source.name)(call, records, content)
    return content


def _size(call: Call, account: Account) -> int:
    most = account.limit("export_records_per_page_max")
    return page_size(call, "per_page", most, most)


def _cursor(place: tuple[int, int]) -> str:
    return base64.b64encode(f"{place[0]}.0||{place[1]}|".encode()).decode()


def _read_cursor(text: str) -> tuple[int, int]:
    """Return the place that a cursor stands for.

    Raises:
        ListedProblem: it is no cursor of an export.
    """
    try:
        stamp, _, rest = base64.b64decode(text, validate=True).decode().partition(".0||")
        return int(stamp), int(rest.rstrip("|"))
    except (binascii.Error, ValueError):
        raise ListedProblem("InvalidCursor", "Invalid cursor", "cursor is not valid") from None


@operations.bind("IncrementalSampleExport")
def sample(call: Call) -> Response:
    """Return a small part of an export, for trying it out."""
    account, name = account_of(call), call.parameters["incremental_resource"]
    if name not in SOURCES:
        raise NotBuilt(f"the incremental export of {name} is not simulated")
    begin = start_time(call)
    left = [each for each in _changed(account, SOURCES[name]) if each[0] >= begin]
    page = left[: account.limit("export_sample_records_max")]
    content = _content(call, SOURCES[name], page)
    end_time = page[-1][0] if page else None
    following = with_arguments(call, {"start_time": str(end_time)}) if end_time is not None else None
    told = {"count": len(page), "end_of_stream": len(left) == len(page), "end_time": end_time}
    return json_response({**content, **told, "next_page": following})
