"""Macros and automations beside their records: active ones, search, bulk, and what a macro would do."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response, json_response

from ..account import account_of
from ..bodies import digits, ids_argument, integer, roots
from ..paging import listed
from ..records import shown
from ..refusals import InvalidAttribute
from ..tickets.finding import require as require_ticket
from ..tickets.ticket_values import PRIORITIES, TYPES
from ..words import tag_words
from .catalogue import AUTOMATIONS, MACROS, WORKSPACES
from .family import Family

operations = Operations()
PLAIN_ACTIONS = ("status", "subject")
KNOWN_VALUES = {"priority": PRIORITIES, "type": TYPES}
ID_ACTIONS = ("group_id", "assignee_id", "brand_id", "ticket_form_id", "custom_status_id")
CATEGORY_SEPARATOR = "::"


def _family(call: Call) -> Family:
    return AUTOMATIONS if "utomation" in call.operation_id else MACROS


@operations.bind("ListActiveMacros", "ListActiveAutomations")
def list_active(call: Call) -> Response:
    """List active rules."""
    family = _family(call)
    return listed(call, [each for each in account_of(call).store[family.plural] if each["active"]], family.listing)


@operations.bind("SearchMacro", "SearchAutomations")
def search(call: Call) -> Response:
    """Find rules by title."""
    family, wanted = _family(call), call.arguments.get("query", "").lower()
    found = [each for each in account_of(call).store[family.plural] if wanted in each["title"].lower()]
    if "active" in call.arguments:
        found = [each for each in found if each["active"] == (call.arguments["active"] == "true")]
    return listed(call, found, family.listing)


@operations.bind("DeleteManyMacros", "BulkDeleteAutomations")
def delete_many(call: Call) -> Response:
    """Delete rules, those that exist."""
    for record_id in ids_argument(call):
        account_of(call).store[_family(call).plural].remove(record_id)
    return Response(204)


@operations.bind("DestroyManyWorkspaces")
def delete_many_workspaces(call: Call) -> Response:
    """Delete workspaces, those that exist."""
    for record_id in ids_argument(call):
        account_of(call).store[WORKSPACES.plural].remove(record_id)
    return Response(200)


@operations.bind("UpdateManyMacros")
def update_many(call: Call) -> Response:
    """Switch macros on or off, or move them."""
    account = account_of(call)
    changed = []
    for given in roots(call, "macros"):
        record = MACROS.require(account, str(integer(given.get("id"), "macros.id")))
        values: dict[str, Any] = {name: given[name] for name in ("active", "position") if name in given}
        changed.append(MACROS.change(account, record, values))
    return listed(call, changed, MACROS.listing)


@operations.bind("ListMacroCategories")
def list_categories(call: Call) -> Response:
    """List what stands before ``::`` in the titles of macros."""
    titles = [macro["title"] for macro in account_of(call).store["macros"]]
    names = dict.fromkeys(title.partition(CATEGORY_SEPARATOR)[0] for title in titles if CATEGORY_SEPARATOR in title)
    return json_response({"categories": list(names)})


@operations.bind("ShowDerivedMacro")
def show_derived(call: Call) -> Response:
    """Show a macro like another one; the ticket that it would start from has to exist."""
    for name in ("macro_id", "ticket_id"):
        if name not in call.arguments:
            raise InvalidAttribute(name, "an integer", "api/v2/macros/new")
    require_ticket(account_of(call), call.arguments["ticket_id"])
    return MACROS.answer(call, MACROS.require(account_of(call), call.arguments["macro_id"]))


@operations.bind("ShowChangesToTicket")
def show_changes(call: Call) -> Response:
    """Show what a macro would set."""
    macro = MACROS.of_call(call)
    return json_response({"result": {"ticket": _applied({}, macro)}})


@operations.bind("ShowTicketAfterChanges")
def show_ticket_after(call: Call) -> Response:
    """Show a ticket as a macro would leave it; nothing is saved."""
    ticket = require_ticket(account_of(call), call.parameters["ticket_id"])
    macro = MACROS.of_call(call)
    return json_response({"result": {"ticket": _applied(shown(ticket, call.request.origin), macro)}})


def _applied(ticket: dict[str, Any], macro: Record) -> dict[str, Any]:
    """Return a ticket with the actions of a macro done to it; actions without a meaning for it leave it alone."""
    result = dict(ticket)
    for action in macro["actions"]:
        field, value = action["field"], action.get("value")
        if field in PLAIN_ACTIONS or (field in KNOWN_VALUES and value in KNOWN_VALUES[field]):
            result[field] = value
        elif field in ID_ACTIONS:
            result[field] = digits(str(value))
        elif field in ("current_tags", "set_tags", "remove_tags"):
            result["tags"] = _tags(result.get("tags", []), field, value)
        elif field in ("comment_value", "comment_value_html"):
            body = value[-1] if isinstance(value, list) and value else value
            result["comment"] = {"body": str(body or ""), "public": True, "scoped_body": []}
    return result


def _tags(before: list[str], field: str, value: Any) -> list[str]:
    words = tag_words(value if isinstance(value, str | list) else str(value or ""))
    if field == "set_tags":
        return words
    if field == "remove_tags":
        return [tag for tag in before if tag not in words]
    return list(dict.fromkeys([*before, *words]))
