"""One record at a time: create, read, change, delete."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .answers import answer, empty
from .bodies import json_object
from .conditional import check_record, validators
from .deletion import delete
from .lookup import require
from .org import org_of, view_of
from .recent import mark_viewed
from .records import create, update
from .rendering import whole_record
from .soql.listed import record_with

operations = Operations()


@operations.bind("CreateRecord")
def create_record(call: Call) -> Response:
    """Create a record and tell its id and where it is."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    record_id = create(org, type, json_object(call), call.caller.id)
    location = view_of(call).url(type.name, record_id)
    return answer(call, {"id": record_id, "success": True, "errors": []}, 201, [("Location", location)])


@operations.bind("GetRecord")
def get_record(call: Call) -> Response:
    """Read a record, whole or with the fields asked for."""
    org, view = org_of(call), view_of(call)
    type = org.type(call.parameters["object"])
    record = require(org, type, call.parameters["id"])
    check_record(call, type, record)
    mark_viewed(view, record["Id"])
    fields = call.arguments.get("fields")
    content = record_with(type, record, view, fields) if fields else whole_record(type, record, view)
    return answer(call, content, 200, validators(type, record))


@operations.bind("UpdateRecord")
def update_record(call: Call) -> Response:
    """Change the fields that the body names."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    body = json_object(call)
    record = require(org, type, call.parameters["id"])
    check_record(call, type, record)
    update(org, type, record, body, call.caller.id)
    return empty()


@operations.bind("DeleteRecord")
def delete_record(call: Call) -> Response:
    """Move a record to the recycle bin; conditional headers are ignored."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    delete(org, type, require(org, type, call.parameters["id"]), call.caller.id)
    return empty()
