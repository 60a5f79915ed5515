"""Ticket fields with their options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import integer, items, root, text, truth
from ..paging import Listing, count_response, listed
from ..records import address, shown, without
from ..refusals import blank, invalid

operations = Operations()
SYSTEM_FIELDS = (
    ("subject", "Subject"),
    ("description", "Description"),
    ("status", "Status"),
    ("tickettype", "Type"),
    ("priority", "Priority"),
    ("group", "Group"),
    ("assignee", "Assignee"),
)
TYPES = (
    "text",
    "textarea",
    "checkbox",
    "date",
    "integer",
    "decimal",
    "regexp",
    "partialcreditcard",
    "multiselect",
    "tagger",
    "lookup",
)
TEXTS = ("title", "description", "tag", "regexp_for_validation", "agent_description", "title_in_portal")
TRUTHS = (
    "active",
    "required",
    "collapsed_for_agents",
    "visible_in_portal",
    "editable_in_portal",
    "required_in_portal",
)
WRITABLE = frozenset({*TEXTS, *TRUTHS, "type", "position", "custom_field_options", "sub_type_id"})
WITH_OPTIONS = ("tagger", "multiselect")


def add_field(account: Account, kind: str, title: str, *, removable: bool = True, **more: Any) -> Record:
    """Create a ticket field and return it; ``more`` may give the id too."""
    field_id, now = more.pop("id", None) or account.next_id(), account.now()
    record = {
        "url": address(f"ticket_fields/{field_id}.json"),
        "id": field_id,
        "type": kind,
        "title": title,
        "raw_title": title,
        "description": "",
        "raw_description": "",
        "position": len(account.store["ticket_fields"]),
        "active": True,
        "required": False,
        "collapsed_for_agents": False,
        "regexp_for_validation": None,
        "title_in_portal": title,
        "raw_title_in_portal": title,
        "visible_in_portal": False,
        "editable_in_portal": False,
        "required_in_portal": False,
        "tag": None,
        "created_at": now,
        "updated_at": now,
        "removable": removable,
        "agent_description": None,
    }
    if kind in WITH_OPTIONS:
        record["custom_field_options"] = []
    return account.store["ticket_fields"].put(str(field_id), record | more)


def require(account: Account, field_id: str) -> Record:
    """Return a ticket field.

    Raises:
        RecordNotFound: there is none with that id.
    """
    found = account.store["ticket_fields"].get(field_id)
    if found is None:
        raise RecordNotFound("ticket field", field_id)
    return found


@operations.bind("ListTicketFields")
def list_fields(call: Call) -> Response:
    """List ticket fields."""
    return listed(call, list(account_of(call).store["ticket_fields"]), Listing("ticket_fields"))


@operations.bind("CountTicketFields")
def count_fields(call: Call) -> Response:
    """Count ticket fields."""
    return count_response(call, len(account_of(call).store["ticket_fields"]))


@operations.bind("ShowTicketfield")
def show_field(call: Call) -> Response:
    """Show a ticket field."""
    return _show(call, require(account_of(call), call.parameters["ticket_field_id"]))


@operations.bind("CreateTicketField")
def create_field(call: Call) -> Response:
    """Create a custom field."""
    account, values = account_of(call), root(call, "ticket_field", WRITABLE)
    kind, title = values.get("type"), (text(values.get("title"), "ticket_field.title") or "").strip()
    if kind not in TYPES or not isinstance(kind, str):
        raise invalid("type", "InvalidValue", f"Type: {kind} is not valid")
    if not title:
        raise blank("title", "Title")
    more = without(_changes(account, values, kind), "title", "raw_title")
    made = add_field(account, kind, title, **more)
    return _show(call, made, 201)


@operations.bind("UpdateTicketField")
def update_field(call: Call) -> Response:
    """Change a ticket field; its type stays."""
    account = account_of(call)
    before = require(account, call.parameters["ticket_field_id"])
    changes = _changes(account, root(call, "ticket_field", WRITABLE), before["type"])
    if not changes.get("title", "unchanged"):
        raise blank("title", "Title")
    changes["updated_at"] = account.now()
    return _show(call, account.store["ticket_fields"].update(str(before["id"]), changes))


@operations.bind("DeleteTicketField")
def delete_field(call: Call) -> Response:
    """Delete a custom field."""
    account = account_of(call)
    before = require(account, call.parameters["ticket_field_id"])
    if not before["removable"]:
        raise invalid("base", "", "System fields cannot be deleted")
    account.store["ticket_fields"].remove(str(before["id"]))
    return Response(204)


def _changes(account: Account, values: Mapping[str, Any], kind: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in TEXTS:
        if name in values:
            changes[name] = text(values[name], f"ticket_field.{name}")
    for name in TRUTHS:
        if values.get(name) is not None:
            changes[name] = truth(values[name], f"ticket_field.{name}")
    for name, raw in (("title", "raw_title"), ("description", "raw_description")):
        if changes.get(name) is not None:
            changes[raw] = changes[name]
    if values.get("position") is not None:
        changes["position"] = integer(values["position"], "ticket_field.position")
    if "custom_field_options" in values and kind in WITH_OPTIONS:
        given = items(values["custom_field_options"], "ticket_field.custom_field_options")
        changes["custom_field_options"] = [_option(account, each, at) for at, each in enumerate(given)]
    return changes


def _option(account: Account, given: Any, position: int) -> dict[str, Any]:
    name = text(given.get("name"), "custom_field_option.name") if isinstance(given, Mapping) else None
    value = text(given.get("value"), "custom_field_option.value") if isinstance(given, Mapping) else None
    if not name or not value:
        raise blank("custom_field_options", "Custom field options")
    option_id = integer(given.get("id"), "custom_field_option.id") or account.next_id()
    return {"id": option_id, "name": name, "raw_name": name, "value": value, "position": position}


@operations.bind("ListTicketFieldOptions")
def list_options(call: Call) -> Response:
    """List the options of a field."""
    found = require(account_of(call), call.parameters["ticket_field_id"])
    listing = Listing("custom_field_options", lambda call, options: [_addressed(call, found, each) for each in options])
    return listed(call, found.get("custom_field_options", []), listing)


@operations.bind("ShowTicketFieldOption")
def show_option(call: Call) -> Response:
    """Show an option of a field."""
    found, option = _of_call(call)
    return json_response({"custom_field_option": _addressed(call, found, option)})


@operations.bind("CreateOrUpdateTicketFieldOption")
def put_option(call: Call) -> Response:
    """Add an option to a field, or change the one whose id is given."""
    account = account_of(call)
    found = require(account, call.parameters["ticket_field_id"])
    if found["type"] not in WITH_OPTIONS:
        raise invalid("base", "", "The field has no options")
    before = found["custom_field_options"]
    option = _option(account, root(call, "custom_field_option"), len(before))
    known = [each for each in before if each["id"] == option["id"]]
    after = [option if each["id"] == option["id"] else each for each in before] if known else [*before, option]
    account.store["ticket_fields"].update(str(found["id"]), {"custom_field_options": after})
    return json_response({"custom_field_option": _addressed(call, found, option)}, 200 if known else 201)


@operations.bind("DeleteTicketFieldOption")
def delete_option(call: Call) -> Response:
    """Delete an option of a field."""
    account = account_of(call)
    found, option = _of_call(call)
    left = [each for each in found["custom_field_options"] if each["id"] != option["id"]]
    account.store["ticket_fields"].update(str(found["id"]), {"custom_field_options": left})
    return Response(204)


def _of_call(call: Call) -> tuple[Record, Record]:
    found = require(account_of(call), call.parameters["ticket_field_id"])
    for option in found.get("custom_field_options", ()):
        if str(option["id"]) == call.parameters["ticket_field_option_id"]:
            return found, option
    raise RecordNotFound("ticket field option", call.parameters["ticket_field_option_id"])


def _addressed(call: Call, found: Record, option: Record) -> dict[str, Any]:
    return {**option, "url": call.link(f"/api/v2/ticket_fields/{found['id']}/options/{option['id']}.json")}


def _show(call: Call, found: Record, status: int = 200) -> Response:
    content = shown(found, call.request.origin)
    headers = [("Location", content["url"])] if status == 201 else None
    return json_response({"ticket_field": content}, status, headers)
