"""One record at a time: read, create, change, upsert, delete; and the lines of its sublists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from . import operation_names, records
from .account import EXTERNAL, account_of, address, type_of
from .answers import collection, singular, written
from .bodies import json_object, manner_of
from .errors import Detail, Refused, invalid_id, no_such_record, not_allowed
from .record_types import RecordType, Sublist
from .rendering import key_of, render, render_line, render_sublist, view_of
from .requests import conducted

operations = Operations()


@operations.bind(*operation_names.readings("get"))
def get_record(call: Call) -> Response:
    """Return a record."""
    type = type_of(call)
    view = view_of(call, type)
    return singular(render(type, account_of(call).find(type, call.parameters["id"]), view))


@operations.bind(*operation_names.writings("create"))
@conducted
def create_record(call: Call) -> Response:
    """Create a record; its id stands in ``Location``."""
    account, type = account_of(call), writable(call)
    record = records.create(account, type, json_object(call), manner_of(call, type))
    return written(call.link(address(type, record["id"])))


@operations.bind(*operation_names.writings("update"))
@conducted
def update_record(call: Call) -> Response:
    """Change a record."""
    account, type = account_of(call), writable(call)
    before = account.find(type, call.parameters["id"])
    record = records.change(account, type, before, json_object(call), manner_of(call, type))
    return written(call.link(address(type, record["id"])))


@operations.bind(*operation_names.writings("upsert"))
@conducted
def upsert_record(call: Call) -> Response:
    """Create the record with an external id, or change it."""
    account, type = account_of(call), writable(call)
    identifier = call.parameters["id"]
    external_id = identifier.removeprefix(EXTERNAL)
    if external_id == identifier or not external_id:
        raise invalid_id(identifier)
    body, manner = json_object(call), manner_of(call, type)
    if body.get("externalId", external_id) != external_id:
        raise Refused(Detail("INVALID_CONTENT", "The external id in the body is not the one in the URL."))
    before = account.by_external_id(type, external_id)
    if before is None:
        record = records.create(account, type, {**body, "externalId": external_id}, manner)
    else:
        record = records.change(account, type, before, body, manner)
    return written(call.link(address(type, record["id"])))


@operations.bind(*operation_names.writings("delete"))
@conducted
def delete_record(call: Call) -> Response:
    """Delete a record."""
    account, type = account_of(call), writable(call)
    records.delete(account, type, account.find(type, call.parameters["id"]))
    return Response(204)


@operations.bind("getSublist")
def get_sublist(call: Call) -> Response:
    """Return the lines of a sublist."""
    account, type = account_of(call), type_of(call)
    record, sublist = account.find(type, call.parameters["id"]), _sublist(type, call)
    view = view_of(call, type)
    content = render_sublist(sublist, record, view, f"{address(type, record['id'])}/{sublist.name}")
    if not view.expand:
        lines = (record.get(sublist.name) or {}).get("items", ())
        links = [_line_link(call, type, record, sublist, line, place) for place, line in enumerate(lines, 1)]
        counts = {"count": len(links), "hasMore": False, "offset": 0, "totalResults": len(links)}
        content |= {**counts, "items": links}
    return collection(content)


@operations.bind("getSublistLine")
def get_sublist_line(call: Call) -> Response:
    """Return one line of a sublist."""
    account, type = account_of(call), type_of(call)
    record, sublist = account.find(type, call.parameters["id"]), _sublist(type, call)
    for place, line in enumerate((record.get(sublist.name) or {}).get("items", ()), 1):
        key = key_of(sublist, line, place)
        if key == call.parameters["line"]:
            base = f"{address(type, record['id'])}/{sublist.name}/{key}"
            return singular(render_line(sublist, line, view_of(call, type), base))
    raise no_such_record()


def writable(call: Call) -> RecordType:
    """Return the type of a call that writes.

    Raises:
        Refused: the type cannot be written.
    """
    type = type_of(call)
    if not type.writable:
        raise not_allowed(call.request.method, type.name)
    return type


def _sublist(type: RecordType, call: Call) -> Sublist:
    found = type.sublists.get(call.parameters["sublist"])
    if found is None:
        raise no_such_record()
    return found


def _line_link(
    call: Call, type: RecordType, record: Mapping[str, Any], sublist: Sublist, line: Mapping[str, Any], place: int
) -> dict[str, Any]:
    path = f"{address(type, record['id'])}/{sublist.name}/{key_of(sublist, line, place)}"
    return {"links": [{"rel": "self", "href": call.link(path)}]}
