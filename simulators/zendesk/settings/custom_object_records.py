"""Records of custom objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import root, text
from ..paging import Listing, count_response, listed
from ..records import address
from ..refusals import InvalidAttribute, blank
from . import readers
from .custom_objects import RECORDS, rendered, require_object, signed

operations = Operations()
LISTING = Listing(
    RECORDS,
    rendered,
    sorts={"updated_at": lambda record: record["updated_at"], "name": lambda record: record["name"]},
    always_cursors=True,
)


def _records(call: Call) -> list[Record]:
    return account_of(call).store[RECORDS].where("object_key", require_object(call)["key"])


@operations.bind("ListCustomObjectRecords")
def list_records(call: Call) -> Response:
    """List the records of a kind, of some external ids where they are given."""
    found = _records(call)
    for name, field in (("filter[ids]", "id"), ("filter[external_ids]", "external_id")):
        if call.arguments.get(name):
            wanted = call.arguments[name].split(",")
            found = [each for each in found if each[field] in wanted]
    return listed(call, found, LISTING)


@operations.bind("CountCustomObjectRecords")
def count_records(call: Call) -> Response:
    """Count the records of a kind."""
    return count_response(call, len(_records(call)))


@operations.bind("SearchCustomObjectRecords")
def search_records(call: Call) -> Response:
    """Find records by a part of their name or external id."""
    wanted = call.arguments.get("query", "").lower()
    found = [each for each in _records(call) if wanted in f"{each['name']} {each['external_id'] or ''}".lower()]
    return listed(call, found, LISTING)


@operations.bind("ShowCustomObjectRecord")
def show_record(call: Call) -> Response:
    """Show a record."""
    return json_response({"custom_object_record": rendered(call, [_record(call)])[0]})


@operations.bind("CreateCustomObjectRecord")
def create_record(call: Call) -> Response:
    """Create a record."""
    content = rendered(call, [_made(call, require_object(call)["key"], root(call, "custom_object_record"))])[0]
    return json_response({"custom_object_record": content}, 201, [("Location", content["url"])])


@operations.bind("UpdateCustomObjectRecord")
def update_record(call: Call) -> Response:
    """Change a record."""
    after = _changed(call, _record(call), root(call, "custom_object_record"))
    return json_response({"custom_object_record": rendered(call, [after])[0]})


@operations.bind("UpsertCustomObjectRecord")
def upsert_record(call: Call) -> Response:
    """Change the record with an external id, or create it."""
    values = {**root(call, "custom_object_record"), "external_id": _external_id(call)}
    known = [each for each in _records(call) if each["external_id"] == values["external_id"]]
    made = _changed(call, known[0], values) if known else _made(call, require_object(call)["key"], values)
    return json_response({"custom_object_record": rendered(call, [made])[0]})


@operations.bind("DeleteCustomObjectRecord")
def delete_record(call: Call) -> Response:
    """Delete a record."""
    account_of(call).store[RECORDS].remove(_record(call)["id"])
    return Response(204)


@operations.bind("DeleteCustomObjectRecordByExternalId")
def delete_record_by_external_id(call: Call) -> Response:
    """Delete the record with an external id."""
    wanted = _external_id(call)
    for each in _records(call):
        if each["external_id"] == wanted:
            account_of(call).store[RECORDS].remove(each["id"])
            return Response(204)
    raise RecordNotFound("custom object record", wanted)


def _external_id(call: Call) -> str:
    given = call.arguments.get("external_id")
    if not given:
        raise InvalidAttribute("external_id", "a string", "api/v2/custom_objects/records")
    return given


def _record(call: Call) -> Record:
    wanted = call.parameters["custom_object_record_id"]
    found = account_of(call).store[RECORDS].get(wanted)
    if found is None or found["object_key"] != require_object(call)["key"]:
        raise RecordNotFound("custom object record", wanted)
    return found


def _made(call: Call, key: str, values: Mapping[str, Any]) -> Record:
    account = account_of(call)
    changes = _values(values)
    if not changes.get("name"):
        raise blank("name", "Name")
    record_id = _new_id(account)
    record = {
        "url": address(f"custom_objects/{key}/records/{record_id}.json"),
        "id": record_id,
        "name": "",
        "custom_object_key": key,
        "custom_object_fields": {},
        "external_id": None,
        "object_key": key,
        **changes,
        **signed(call, new=True),
    }
    return account.store[RECORDS].put(record_id, record)


def _new_id(account: Account) -> str:
    return account.system.ids.ulid(account.clock.now())


def _changed(call: Call, found: Record, values: Mapping[str, Any]) -> Record:
    changes = _values(values)
    if "custom_object_fields" in changes:
        changes["custom_object_fields"] = {**found["custom_object_fields"], **changes["custom_object_fields"]}
    return account_of(call).store[RECORDS].update(found["id"], {**changes, **signed(call, new=False)})


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "name" in values:
        changes["name"] = readers.words(values["name"], "custom_object_record.name")
        if not changes["name"]:
            raise blank("name", "Name")
    if "external_id" in values:
        changes["external_id"] = text(values["external_id"], "custom_object_record.external_id")
    if "custom_object_fields" in values:
        name = "custom_object_record.custom_object_fields"
        changes["custom_object_fields"] = readers.filled_mapping(values["custom_object_fields"], name)
    return changes
