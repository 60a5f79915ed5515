"""Ticket forms and custom statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import ids_argument, integer, integers, root, text, truth
from ..paging import Listing, listed
from ..records import address, all_shown, shown, without
from ..refusals import blank, invalid

operations = Operations()
FORM_KEYS = frozenset(
    {
        "name",
        "display_name",
        "end_user_visible",
        "position",
        "ticket_field_ids",
        "active",
        "default",
        "in_all_brands",
        "restricted_brand_ids",
    }
)
STATUS_KEYS = frozenset(
    {
        "status_category",
        "agent_label",
        "end_user_label",
        "description",
        "end_user_description",
        "active",
    }
)
CATEGORIES = ("new", "open", "pending", "hold", "solved")
LABEL_LENGTH_MAX = 48


def add_form(account: Account, name: str, *, default: bool = False, **more: Any) -> Record:
    """Create a ticket form with every field of the account, and return it."""
    form_id, now = account.next_id(), account.now()
    record = {
        "url": address(f"ticket_forms/{form_id}.json"),
        "id": form_id,
        "name": name,
        "raw_name": name,
        "display_name": name,
        "raw_display_name": name,
        "end_user_visible": True,
        "position": len(account.store["ticket_forms"]),
        "ticket_field_ids": [field["id"] for field in account.store["ticket_fields"]],
        "active": True,
        "default": default,
        "in_all_brands": True,
        "restricted_brand_ids": [],
        "agent_conditions": [],
        "end_user_conditions": [],
        "created_at": now,
        "updated_at": now,
    }
    return account.store["ticket_forms"].put(str(form_id), record | more)


def add_status(account: Account, category: str, label: str, *, default: bool = False, **more: Any) -> Record:
    """Create a custom status and return it."""
    status_id, now = account.next_id(), account.now()
    record = {
        "url": address(f"custom_statuses/{status_id}.json"),
        "id": status_id,
        "status_category": category,
        "agent_label": label,
        "raw_agent_label": label,
        "end_user_label": label,
        "raw_end_user_label": label,
        "description": "",
        "raw_description": "",
        "end_user_description": "",
        "raw_end_user_description": "",
        "active": True,
        "default": default,
        "created_at": now,
        "updated_at": now,
    }
    return account.store["custom_statuses"].put(str(status_id), record | more)


@operations.bind("ListTicketForms")
def list_forms(call: Call) -> Response:
    """List ticket forms."""
    forms = list(account_of(call).store["ticket_forms"])
    if "active" in call.arguments:
        forms = [form for form in forms if form["active"] == (call.arguments["active"] == "true")]
    if "end_user_visible" in call.arguments:
        wanted = call.arguments["end_user_visible"] == "true"
        forms = [form for form in forms if form["end_user_visible"] == wanted]
    return listed(call, forms, Listing("ticket_forms"))


@operations.bind("ShowManyTicketForms")
def show_many_forms(call: Call) -> Response:
    """Show the forms of some ids that exist."""
    forms = account_of(call).store["ticket_forms"]
    found = [form for form_id in ids_argument(call) if (form := forms.get(form_id)) is not None]
    return json_response({"ticket_forms": all_shown(found, call.request.origin)})


@operations.bind("ShowTicketForm")
def show_form(call: Call) -> Response:
    """Show a ticket form."""
    return _show_form(call, _form(call))


@operations.bind("CreateTicketForm")
def create_form(call: Call) -> Response:
    """Create a ticket form."""
    changes = _form_changes(root(call, "ticket_form", FORM_KEYS))
    name = changes.pop("name", None)
    if not name:
        raise blank("name", "Name")
    return _show_form(call, add_form(account_of(call), name, **changes), 201)


@operations.bind("CloneTicketForm")
def clone_form(call: Call) -> Response:
    """Create a form like another."""
    source = _form(call)
    kept = without(source, "url", "id", "name", "raw_name", "default", "position", "created_at", "updated_at")
    return _show_form(call, add_form(account_of(call), f"{source['name']} (clone)", **kept))


@operations.bind("UpdateTicketForm")
def update_form(call: Call) -> Response:
    """Change a ticket form."""
    account, form = account_of(call), _form(call)
    changes = {**_form_changes(root(call, "ticket_form", FORM_KEYS)), "updated_at": account.now()}
    return _show_form(call, account.store["ticket_forms"].update(str(form["id"]), changes))


@operations.bind("DeleteTicketForm")
def delete_form(call: Call) -> Response:
    """Delete a ticket form; the default one cannot be."""
    form = _form(call)
    if form["default"]:
        raise invalid("base", "", "The default form cannot be deleted")
    account_of(call).store["ticket_forms"].remove(str(form["id"]))
    return Response(204)


def _form(call: Call) -> Record:
    form = account_of(call).store["ticket_forms"].get(call.parameters["ticket_form_id"])
    if form is None:
        raise RecordNotFound("ticket form", call.parameters["ticket_form_id"])
    return form


def _form_changes(values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in ("name", "display_name"):
        if values.get(name) is not None:
            changes[name] = changes[f"raw_{name}"] = text(values[name], f"ticket_form.{name}")
    for name in ("end_user_visible", "active", "default", "in_all_brands"):
        if values.get(name) is not None:
            changes[name] = truth(values[name], f"ticket_form.{name}")
    for name in ("ticket_field_ids", "restricted_brand_ids"):
        if name in values:
            changes[name] = integers(values[name], f"ticket_form.{name}")
    if values.get("position") is not None:
        changes["position"] = integer(values["position"], "ticket_form.position")
    return changes


def _show_form(call: Call, form: Record, status: int = 200) -> Response:
    content = shown(form, call.request.origin)
    return json_response({"ticket_form": content}, status, [("Location", content["url"])] if status == 201 else None)


@operations.bind("ListCustomStatuses")
def list_statuses(call: Call) -> Response:
    """List custom statuses, of some categories, active or default ones where that is asked for."""
    found = list(account_of(call).store["custom_statuses"])
    categories = [name for name in call.arguments.get("status_categories", "").split(",") if name]
    if categories:
        found = [each for each in found if each["status_category"] in categories]
    for name in ("active", "default"):
        if name in call.arguments:
            found = [each for each in found if each[name] == (call.arguments[name] == "true")]
    return json_response({"custom_statuses": all_shown(found, call.request.origin)})


@operations.bind("ShowCustomStatus")
def show_status(call: Call) -> Response:
    """Show a custom status."""
    return _show_status(call, _status(call))


@operations.bind("CreateCustomStatus")
def create_status(call: Call) -> Response:
    """Create a custom status."""
    values = root(call, "custom_status", STATUS_KEYS)
    changes = _status_changes(values)
    if values.get("status_category") not in CATEGORIES:
        raise invalid("status_category", "InvalidValue", "Status category: is not valid")
    label = changes.pop("agent_label", None)
    if not label:
        raise blank("agent_label", "Agent label")
    return _show_status(call, add_status(account_of(call), values["status_category"], label, **changes), 201)


@operations.bind("UpdateCustomStatus")
def update_status(call: Call) -> Response:
    """Change a custom status; its category stays."""
    account, status = account_of(call), _status(call)
    changes = {**_status_changes(root(call, "custom_status", STATUS_KEYS)), "updated_at": account.now()}
    return _show_status(call, account.store["custom_statuses"].update(str(status["id"]), changes))


def _status(call: Call) -> Record:
    status = account_of(call).store["custom_statuses"].get(call.parameters["custom_status_id"])
    if status is None:
        raise RecordNotFound("custom status", call.parameters["custom_status_id"])
    return status


def _status_changes(values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in ("agent_label", "end_user_label", "description", "end_user_description"):
        if values.get(name) is not None:
            changes[name] = changes[f"raw_{name}"] = text(values[name], f"custom_status.{name}")
    if any(len(changes.get(name) or "") > LABEL_LENGTH_MAX for name in ("agent_label", "end_user_label")):
        raise invalid("agent_label", "TooLong", f"Label: is too long (maximum is {LABEL_LENGTH_MAX} characters)")
    if values.get("active") is not None:
        changes["active"] = truth(values["active"], "custom_status.active")
    return changes


def _show_status(call: Call, status: Record, code: int = 200) -> Response:
    content = shown(status, call.request.origin)
    return json_response({"custom_status": content}, code, [("Location", content["url"])] if code == 201 else None)
