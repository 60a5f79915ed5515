"""Custom objects: kinds that the account defines, and their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import account_of, actor_of
from ..bodies import root
from ..records import address, all_shown, shown, without
from ..refusals import blank, invalid
from . import readers
from .catalogue import FIELD_TYPES

operations = Operations()
OBJECTS, FIELDS, RECORDS = "custom_objects", "custom_object_fields", "custom_object_records"
HIDDEN = ("object_key", "number")


def require_object(call: Call) -> Record:
    """Return the kind of object that a path names.

    Raises:
        RecordNotFound: there is none with that key.
    """
    wanted = call.parameters["custom_object_key"]
    found = account_of(call).store[OBJECTS].get(wanted)
    if found is None:
        raise RecordNotFound("custom object", wanted)
    return found


def signed(call: Call, *, new: bool) -> dict[str, Any]:
    """Return who wrote a record and when."""
    now, user_id = account_of(call).now(), str(actor_of(call).id)
    first = {"created_by_user_id": user_id, "created_at": now} if new else {}
    return {**first, "updated_by_user_id": user_id, "updated_at": now}


@operations.bind("ListCustomObjects")
def list_objects(call: Call) -> Response:
    """List the kinds of object."""
    return json_response({OBJECTS: all_shown(account_of(call).store[OBJECTS], call.request.origin)})


@operations.bind("ShowCustomObject")
def show_object(call: Call) -> Response:
    """Show a kind of object."""
    return json_response({"custom_object": shown(require_object(call), call.request.origin)})


@operations.bind("CreateCustomObject")
def create_object(call: Call) -> Response:
    """Create a kind of object."""
    account, values = account_of(call), root(call, "custom_object")
    key = readers.words(values.get("key"), "custom_object.key")
    if not key.replace("_", "a").isalnum() or not key.isascii():
        raise invalid("key", "InvalidValue", f"Key: {key} is not valid")
    if key in account.store[OBJECTS]:
        raise invalid("key", "DuplicateValue", f"Key: {key} has already been taken")
    titles = _titles(values)
    for name in ("title", "title_pluralized"):
        if not titles.get(name):
            raise blank(name, name.capitalize())
    record = {
        "url": address(f"custom_objects/{key}.json"),
        "key": key,
        "description": "",
        "raw_description": "",
        **titles,
        **signed(call, new=True),
    }
    made = account.store[OBJECTS].put(key, record)
    content = shown(made, call.request.origin)
    return json_response({"custom_object": content}, 201, [("Location", content["url"])])


@operations.bind("UpdateCustomObject")
def update_object(call: Call) -> Response:
    """Change the titles of a kind of object."""
    found = require_object(call)
    changes = {**_titles(root(call, "custom_object")), **signed(call, new=False)}
    after = account_of(call).store[OBJECTS].update(found["key"], changes)
    return json_response({"custom_object": shown(after, call.request.origin)})


@operations.bind("DeleteCustomObject")
def delete_object(call: Call) -> Response:
    """Delete a kind of object with its fields and records."""
    account, key = account_of(call), require_object(call)["key"]
    for collection in (FIELDS, RECORDS):
        for each in account.store[collection].where("object_key", key):
            account.store[collection].remove(str(each["id"]))
    account.store[OBJECTS].remove(key)
    return Response(204)


def _titles(values: Mapping[str, Any]) -> dict[str, Any]:
    titles: dict[str, Any] = {}
    for name in ("title", "title_pluralized", "description"):
        if values.get(name) is not None:
            titles[name] = titles[f"raw_{name}"] = readers.words(values[name], f"custom_object.{name}")
    return titles


def rendered(call: Call, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return fields or records as a caller sees them."""
    return [without(each, *HIDDEN) for each in all_shown(records, call.request.origin)]


@operations.bind("ListCustomObjectFields")
def list_fields(call: Call) -> Response:
    """List the fields of a kind."""
    fields = account_of(call).store[FIELDS].where("object_key", require_object(call)["key"])
    return json_response({FIELDS: rendered(call, fields)})


@operations.bind("CreateCustomObjectField")
def create_field(call: Call) -> Response:
    """Add a field to a kind."""
    account, key, values = account_of(call), require_object(call)["key"], root(call, "custom_object_field")
    field_key = readers.words(values.get("key"), "custom_object_field.key")
    title = readers.words(values.get("title"), "custom_object_field.title")
    kind = readers.one_of(*FIELD_TYPES)(values.get("type"), "custom_object_field.type")
    if not field_key or not title:
        raise blank("title" if field_key else "key", "Title" if field_key else "Key")
    number, now = account.next_id(), account.now()
    record = {
        "url": address(f"custom_objects/{key}/fields/{number}.json"),
        "id": number,
        "type": kind,
        "key": field_key,
        "title": title,
        "raw_title": title,
        "description": "",
        "raw_description": "",
        "position": len(account.store[FIELDS].where("object_key", key)),
        "active": True,
        "system": False,
        "regexp_for_validation": None,
        "created_at": now,
        "updated_at": now,
        "object_key": key,
    }
    account.store[FIELDS].put(str(number), record)
    content = rendered(call, [record])[0]
    return json_response({"custom_object_field": content}, 201, [("Location", content["url"])])


@operations.bind("ShowCustomObjectField")
def show_field(call: Call) -> Response:
    """Show a field, by key or by id."""
    return json_response({"custom_object_field": rendered(call, [_field(call)])[0]})


@operations.bind("UpdateCustomObjectField")
def update_field(call: Call) -> Response:
    """Change a field; key and type stay."""
    account, found = account_of(call), _field(call)
    values = root(call, "custom_object_field")
    changes: dict[str, Any] = {"updated_at": account.now()}
    for name in ("title", "description"):
        if values.get(name) is not None:
            changes[name] = changes[f"raw_{name}"] = readers.words(values[name], f"custom_object_field.{name}")
    if values.get("active") is not None:
        changes["active"] = readers.flag(values["active"], "custom_object_field.active")
    after = account.store[FIELDS].update(str(found["id"]), changes)
    return json_response({"custom_object_field": rendered(call, [after])[0]})


@operations.bind("DeleteCustomObjectField")
def delete_field(call: Call) -> Response:
    """Delete a field."""
    found = _field(call)
    account_of(call).store[FIELDS].remove(str(found["id"]))
    return Response(204)


def _field(call: Call) -> Record:
    wanted = call.parameters["custom_object_field_key_or_id"]
    for each in account_of(call).store[FIELDS].where("object_key", require_object(call)["key"]):
        if wanted in (each["key"], str(each["id"])):
            return each
    raise RecordNotFound("custom object field", wanted)
