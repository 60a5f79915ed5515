"""sObject collections: up to 200 records of one or several objects in one call.

Source: profile.yaml, topic ``collections``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from ..answers import answer
from ..bodies import as_flag, json_object, require
from ..deletion import delete
from ..errors import bare_refusal, json_parser_error, limit_exceeded, not_an_id, refusal
from ..external_ids import identifier
from ..ids import canonical_id
from ..lookup import matches
from ..org import Org, org_of, view_of
from ..records import create, update
from ..schema import Field, ObjectType
from ..soql.listed import selection_of
from .results import Result, save_each, success

operations = Operations()
Body = Mapping[str, Any]


@operations.bind("CreateRecords")
def create_records(call: Call) -> Response:
    """Create records."""
    org = org_of(call)

    def save(body: Body) -> Result:
        return success(create(org, _type_of(org, body), body, call.caller.id))

    return _saved(call, org, save)


@operations.bind("UpdateRecords")
def update_records(call: Call) -> Response:
    """Change records; each names its own id."""
    org = org_of(call)

    def save(body: Body) -> Result:
        type, name = _type_of(org, body), _id_key(body)
        record = require_row(org, str(body[name]), type)
        values = {key: value for key, value in body.items() if key != name}
        update(org, type, record, values, call.caller.id)
        return success(str(record["Id"]))

    return _saved(call, org, save)


@operations.bind("UpsertRecords")
def upsert_records(call: Call) -> Response:
    """Create or change records of one object by an external id."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    field = identifier(type, call.parameters["external_field"])
    if field is None or field.type == "id":
        raise not_an_id(call.parameters["external_field"])

    def save(body: Body) -> Result:
        return upsert(org, type, field, body, call.caller.id)

    return _saved(call, org, save)


@operations.bind("DeleteRecords")
def delete_records(call: Call) -> Response:
    """Delete records of any objects."""
    org, ids = org_of(call), _listed(call.arguments.get("ids", ""))
    _check_count(org, len(ids))

    def save(text: str) -> Result:
        record = require_row(org, text)
        type = org.schema.type_of_id(record["Id"])
        assert type is not None, "a row has an object"
        delete(org, type, record, call.caller.id)
        return success(str(record["Id"]))

    all_or_none = as_flag(call.arguments.get("allOrNone"))
    locked = call.system.fail_items(call.request, len(ids))
    return answer(call, save_each(org, ids, save, all_or_none=all_or_none, locked=locked))


@operations.bind("RetrieveRecords", "RetrieveRecordsWithBody")
def retrieve_records(call: Call) -> Response:
    """Read records of one object; ``null`` stands for a missing one."""
    org, view = org_of(call), view_of(call)
    type = org.type(call.parameters["object"])
    ids, fields = _wanted(call)
    if len(ids) > org.limit("retrieve_records"):
        message = f"exceeded max number of records to retrieve: {org.limit('retrieve_records')}"
        raise limit_exceeded(message, "EXCEEDED_ID_LIMIT")
    selection = selection_of(org.schema, type, tuple(fields))
    rows = [org.find(type, text) for text in ids]
    return answer(call, [selection.render(row, view) if row is not None else None for row in rows])


def upsert(org: Org, type: ObjectType, field: Field, body: Body, author: str) -> Result:
    """Create or change the record with the external id that ``body`` holds, and return the result.

    Raises:
        Refused: the external id is missing, or several records have it.
    """
    name = next((key for key in body if key.lower() == field.key), None)
    if name is None or body[name] in (None, ""):
        message = f"{field.name} not specified"
        raise refusal("MISSING_ARGUMENT", message)
    found = matches(org, type, field, body[name])
    if len(found) > 1:
        message = f"{field.name}: more than one record found for external id field: {[row['Id'] for row in found]}"
        raise refusal("DUPLICATE_EXTERNAL_ID", message)
    if not found:
        return success(create(org, type, body, author)) | {"created": True}
    values = {key: value for key, value in body.items() if key != name}
    update(org, type, found[0], values, author)
    return success(str(found[0]["Id"])) | {"created": False}


def require_row(org: Org, text: str, type: ObjectType | None = None) -> Record:
    """Return the live record with an id, of one object or of any.

    Raises:
        Refused: it is no id, no record has it, or the record was deleted.
    """
    record_id = canonical_id(text)
    if record_id is None:
        raise refusal("MALFORMED_ID", f"malformed id {text}", "Id")
    found = org.schema.type_of_id(record_id)
    if found is None or (type is not None and found is not type):
        raise refusal("MALFORMED_ID", f"id value of incorrect type: {text}", "Id")
    record = org.rows(found).get(record_id)
    if record is None and record_id in org.deleted(found):
        raise refusal("ENTITY_IS_DELETED", "entity is deleted")
    if record is None:
        raise refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
    return record


def _saved(call: Call, org: Org, save: Any) -> Response:
    body = json_object(call)
    records = require(body, "records", list)
    _check_records(org, records)
    all_or_none = as_flag(body.get("allOrNone"))
    locked = call.system.fail_items(call.request, len(records))
    return answer(call, save_each(org, records, save, all_or_none=all_or_none, locked=locked))


def _check_records(org: Org, records: Sequence[Any]) -> None:
    _check_count(org, len(records))
    if not all(isinstance(record, Mapping) for record in records):
        raise json_parser_error("A record is an object")
    runs = sum(1 for _ in groupby(records, key=_type_name))
    if runs > org.limit("collection_chunks"):
        raise limit_exceeded(f"Exceeded Maximum Number of chunks allowed: {org.limit('collection_chunks')}")


def _check_count(org: Org, count: int) -> None:
    if count > org.limit("collection_records"):
        most = org.limit("collection_records")
        message = f"record limit reached. cannot submit more than {most} records into this call"
        raise limit_exceeded(message, "EXCEEDED_ID_LIMIT")


def _type_of(org: Org, body: Body) -> ObjectType:
    name = _type_name(body)
    type = org.schema.find(name) if name else None
    if type is None:
        message = f"sObject type '{name}' is not supported." if name else "attributes.type is missing"
        raise refusal("INVALID_TYPE", message)
    return type


def _type_name(body: Body) -> str:
    attributes = body.get("attributes")
    return str(attributes.get("type") or "") if isinstance(attributes, Mapping) else ""


def _id_key(body: Body) -> str:
    name = next((key for key in body if key.lower() == "id"), None)
    if name is None or not body[name]:
        raise refusal("MISSING_ARGUMENT", "Id not specified in an update call")
    return name


def _wanted(call: Call) -> tuple[list[str], list[str]]:
    if call.operation_id == "RetrieveRecords":
        return _listed(call.arguments.get("ids", "")), _listed(call.arguments.get("fields", ""))
    body = json_object(call)
    ids, fields = require(body, "ids", list), require(body, "fields", list)
    return [str(each) for each in ids], [str(each) for each in fields]


def _listed(text: str) -> list[str]:
    listed = [part.strip() for part in text.split(",") if part.strip()]
    if not listed:
        raise bare_refusal("MISSING_ARGUMENT", "The request names no ids or no fields")
    return listed
