"""Records by external id, and two other resources that share the path: relationships and binary fields."""

from __future__ import annotations

import base64
from typing import Any

from windtunnel.simulator import Call, Operations, Record, Refusal
from windtunnel.world.http import Response

from .answers import answer, empty
from .bodies import as_flag, json_object
from .conditional import check_dates, validators
from .deletion import delete
from .errors import bare_refusal, not_an_id, not_found
from .ids import canonical_id
from .lookup import matches, require
from .org import Org, View, org_of, version_of, view_of
from .readings import BLOBS
from .recent import mark_viewed
from .records import create, update
from .rendering import whole_record
from .schema import Field, ObjectType
from .soql.listed import record_with

operations = Operations()
UPSERT_ANSWERS_WITH_BODY = 46.0


@operations.bind("GetRecordByExternalId")
def get_record_by_external_id(call: Call) -> Response:
    """Read a record by external id, follow a relationship, or read a binary field."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    field = identifier(type, call.parameters["external_field"])
    if field is None:
        return _part_of_record(call, org, type)
    record = _only_match(call, org, type, field)
    if record is None:
        raise not_found()
    return _found(call, type, record)


@operations.bind("UpsertRecord")
def upsert_record(call: Call) -> Response:
    """Create or change the record with an external id."""
    org, body = org_of(call), json_object(call)
    type = org.type(call.parameters["object"])
    field = _required_identifier(call, type)
    if any(name.lower() == field.key for name in body):
        message = f"The {field.name} field should not be specified in the sobject data."
        raise bare_refusal("INVALID_FIELD", message)
    record = _only_match(call, org, type, field)
    if record is not None:
        update(org, type, record, body, call.caller.id)
        return _upserted(call, record["Id"], created=False)
    if field.type == "id" or as_flag(call.arguments.get("updateOnly")):
        raise not_found()
    record_id = create(org, type, {**body, field.name: call.parameters["value"]}, call.caller.id)
    return _upserted(call, record_id, created=True, location=view_of(call).url(type.name, record_id))


@operations.bind("DeleteRecordByExternalId")
def delete_record_by_external_id(call: Call) -> Response:
    """Delete the record with an external id."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    record = _only_match(call, org, type, _required_identifier(call, type))
    if record is None:
        raise not_found()
    delete(org, type, record, call.caller.id)
    return empty()


def identifier(type: ObjectType, name: str) -> Field | None:
    """Return the field called ``name`` if records can be looked up by it."""
    field = type.field(name)
    return field if field is not None and (field.identifies or field.type == "id") else None


def _required_identifier(call: Call, type: ObjectType) -> Field:
    name = call.parameters["external_field"]
    field = identifier(type, name)
    if field is None:
        raise not_an_id(name)
    return field


def _only_match(call: Call, org: Org, type: ObjectType, field: Field) -> Record | None:
    """Return the one record that the path names, ``None`` when there is none.

    Raises:
        Refusal: 300, there are several; the body lists their paths.
    """
    found = matches(org, type, field, call.parameters["value"])
    if len(found) > 1:
        view = view_of(call)
        raise Refusal(answer(call, [view.url(type.name, record["Id"]) for record in found], 300))
    return found[0] if found else None


def _upserted(call: Call, record_id: str, *, created: bool, location: str | None = None) -> Response:
    if version_of(call) < UPSERT_ANSWERS_WITH_BODY and not created:
        return empty()
    content = {"id": record_id, "success": True, "errors": [], "created": created}
    headers = [("Location", location)] if location is not None else []
    return answer(call, content, 201 if created else 200, headers)


def _part_of_record(call: Call, org: Org, type: ObjectType) -> Response:
    text, name = call.parameters["external_field"], call.parameters["value"]
    record_id = canonical_id(text)
    if record_id is None or not record_id.startswith(type.key_prefix):
        raise not_an_id(text)
    record, field = require(org, type, record_id), type.field(name)
    if field is not None and field.type == "base64":
        return _blob(org, record, field)
    parent, child = type.relationship(name), type.child(name)
    if parent is not None:
        return _parent(call, org, record.get(parent.name))
    if child is None:
        raise not_found()
    rows = sorted(org.store[child.object].where(child.field, record_id), key=lambda row: str(row["Id"]))
    return _children(call, org.schema.type_named(child.object), rows)


def _blob(org: Org, record: Record, field: Field) -> Response:
    blob = org.store[BLOBS].get(f"{record['Id']}/{field.name}")
    content_type = record.get("ContentType") or "application/octet-stream"
    return Response(200, [("Content-Type", content_type)], base64.b64decode(blob["base64"] if blob else ""))


def _parent(call: Call, org: Org, record_id: str | None) -> Response:
    record = org.row(record_id)
    type = org.schema.type_of_id(record_id) if record_id is not None else None
    if record is None or type is None:
        return empty()
    return _found(call, type, record)


def _children(call: Call, type: ObjectType, rows: list[Record]) -> Response:
    view = view_of(call)
    records = [_rendered(call, type, row, view) for row in rows]
    return answer(call, {"totalSize": len(rows), "done": True, "records": records})


def _found(call: Call, type: ObjectType, record: Record) -> Response:
    view = view_of(call)
    check_dates(call, record.get("SystemModstamp"))
    mark_viewed(view, record["Id"])
    return answer(call, _rendered(call, type, record, view), 200, validators(type, record))


def _rendered(call: Call, type: ObjectType, record: Record, view: View) -> dict[str, Any]:
    fields = call.arguments.get("fields")
    return record_with(type, record, view, fields) if fields else whole_record(type, record, view)
