"""Views: saved lists of tickets with conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, Actor, account_of, actor_of
from ..bodies import ids_argument, root, text, truth
from ..conditions import Situation, check, holds
from ..paging import Listing, count_response, listed
from ..records import address, all_shown, shown
from ..refusals import blank
from ..settings import readers
from .finding import in_order
from .tickets import TICKETS, rendered

operations = Operations()
WRITABLE = frozenset(
    {
        "title",
        "description",
        "active",
        "position",
        "all",
        "any",
        "conditions",
        "output",
        "restriction",
    }
)
COLUMNS = ("status", "subject", "requester", "created", "type", "priority")
COLUMN_FIELDS = {
    "requester": "requester_id",
    "assignee": "assignee_id",
    "group": "group_id",
    "created": "created_at",
    "updated": "updated_at",
    "nice_id": "id",
    "organization": "organization_id",
}
PRETTY_EXACT_MAX = 5000
FIRST_VIEWS = (
    ("Your unsolved tickets", [("assignee_id", "is", "current_user"), ("status", "less_than", "solved")]),
    ("Unassigned tickets", [("assignee_id", "is", ""), ("status", "less_than", "solved")]),
    ("All unsolved tickets", [("status", "less_than", "solved")]),
    ("New tickets", [("status", "is", "new")]),
    ("Pending tickets", [("status", "is", "pending")]),
    ("Recently solved tickets", [("status", "is", "solved")]),
)


def add_view(account: Account, title: str, conditions: Mapping[str, Any], **more: Any) -> Record:
    """Create a view and return it."""
    view_id, now = account.next_id(), account.now()
    record = {
        "url": address(f"views/{view_id}.json"),
        "id": view_id,
        "title": title,
        "raw_title": title,
        "active": True,
        "updated_at": now,
        "created_at": now,
        "default": False,
        "position": len(account.store["views"]) + 1,
        "description": None,
        "execution": _execution({}),
        "conditions": conditions,
        "restriction": None,
    }
    return account.store["views"].put(str(view_id), record | more)


def seed_views(account: Account) -> None:
    """Create the views that an account has on its first day."""
    for title, wanted in FIRST_VIEWS:
        everything = [{"field": field, "operator": operator, "value": value} for field, operator, value in wanted]
        add_view(account, title, {"all": everything, "any": []})


def _execution(output: Mapping[str, Any]) -> dict[str, Any]:
    columns = [str(each) for each in output.get("columns") or COLUMNS]
    return {
        "group_by": output.get("group_by"),
        "group_order": output.get("group_order", "asc"),
        "sort_by": output.get("sort_by", "nice_id"),
        "sort_order": output.get("sort_order", "desc"),
        "columns": [{"id": each, "title": each.capitalize()} for each in columns],
        "fields": [{"id": each, "title": each.capitalize()} for each in columns],
        "custom_fields": [],
    }


def tickets_in(account: Account, view: Record, actor: Actor) -> list[Record]:
    """Return the tickets of a view, by ascending id."""
    found = [ticket for ticket in in_order(account) if ticket["status"] != "closed" or _wants_closed(view)]
    return [ticket for ticket in found if holds(view["conditions"], Situation(ticket, actor))]


def _wants_closed(view: Record) -> bool:
    every = (*(view["conditions"].get("all") or ()), *(view["conditions"].get("any") or ()))
    return any(each.get("field") == "status" and each.get("value") == "closed" for each in every)


def _require(call: Call) -> Record:
    view = account_of(call).store["views"].get(call.parameters["view_id"])
    if view is None:
        raise RecordNotFound("view", call.parameters["view_id"])
    return view


VIEWS = Listing(
    "views",
    sorts={"title": lambda view: view["title"]},
    sorts_by={
        "alphabetical": lambda view: view["title"].lower(),
        "position": lambda view: view["position"],
        "created_at": lambda view: view["created_at"],
        "updated_at": lambda view: view["updated_at"],
    },
)


@operations.bind("ListViews")
def list_views(call: Call) -> Response:
    """List views."""
    views = list(account_of(call).store["views"])
    if "active" in call.arguments:
        views = [view for view in views if view["active"] == (call.arguments["active"] == "true")]
    return listed(call, views, VIEWS)


@operations.bind("ListActiveViews", "ListCompactViews")
def list_active_views(call: Call) -> Response:
    """List active views."""
    return listed(call, [view for view in account_of(call).store["views"] if view["active"]], VIEWS)


@operations.bind("SearchViews")
def search_views(call: Call) -> Response:
    """Find views by title."""
    wanted = call.arguments.get("query", "").lower()
    return listed(call, [view for view in account_of(call).store["views"] if wanted in view["title"].lower()], VIEWS)


@operations.bind("ListViewsById")
def show_many_views(call: Call) -> Response:
    """Show the views of some ids that exist."""
    views = account_of(call).store["views"]
    found = [view for view_id in ids_argument(call) if (view := views.get(view_id)) is not None]
    content = all_shown(found, call.request.origin)
    return json_response({"views": content, "next_page": None, "previous_page": None, "count": len(content)})


@operations.bind("CountViews")
def count_views(call: Call) -> Response:
    """Count views."""
    return count_response(call, len(account_of(call).store["views"]))


@operations.bind("ShowView")
def show_view(call: Call) -> Response:
    """Show a view."""
    return _show(call, _require(call))


@operations.bind("CreateView")
def create_view(call: Call) -> Response:
    """Create a view."""
    changes = _changes(None, root(call, "view", WRITABLE))
    title = changes.pop("title", None)
    if not title:
        raise blank("title", "Title")
    conditions = changes.pop("conditions", {"all": [], "any": []})
    return _show(call, add_view(account_of(call), title, conditions, **changes))


@operations.bind("UpdateView")
def update_view(call: Call) -> Response:
    """Change a view."""
    account, view = account_of(call), _require(call)
    changes = {**_changes(view, root(call, "view", WRITABLE)), "updated_at": account.now()}
    return _show(call, account.store["views"].update(str(view["id"]), changes))


@operations.bind("DeleteView")
def delete_view(call: Call) -> Response:
    """Delete a view."""
    account_of(call).store["views"].remove(str(_require(call)["id"]))
    return Response(204)


@operations.bind("BulkDeleteViews")
def delete_many_views(call: Call) -> Response:
    """Delete views, those that exist."""
    for view_id in ids_argument(call):
        account_of(call).store["views"].remove(view_id)
    return Response(204)


def _changes(view: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "title" in values:
        changes["title"] = changes["raw_title"] = text(values["title"], "view.title")
        if not changes["title"]:
            raise blank("title", "Title")
    if "description" in values:
        changes["description"] = text(values["description"], "view.description")
    if values.get("active") is not None:
        changes["active"] = truth(values["active"], "view.active")
    for name in ("position", "restriction"):
        if name in values:
            changes[name] = values[name]
    if isinstance(values.get("output"), Mapping):
        changes["execution"] = _execution(values["output"])
    return changes | _conditions(view, values)


def _conditions(view: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    given = values["conditions"] if isinstance(values.get("conditions"), Mapping) else values
    if "all" not in given and "any" not in given:
        return {}
    before = view["conditions"] if view is not None else {"all": [], "any": []}
    conditions = {name: readers.rules(given.get(name, before[name]), f"view.{name}") for name in ("all", "any")}
    check(conditions)
    return {"conditions": conditions}


@operations.bind("ListTicketsFromView")
def list_view_tickets(call: Call) -> Response:
    """List the tickets of a view."""
    return listed(call, tickets_in(account_of(call), _require(call), actor_of(call)), TICKETS)


@operations.bind("ExecuteView")
def execute_view(call: Call) -> Response:
    """Show the rows of a view."""
    view = _require(call)
    found = tickets_in(account_of(call), view, actor_of(call))
    if view["execution"]["sort_order"] == "desc" and "sort_order" not in call.arguments:
        found = found[::-1]
    columns = [column["id"] for column in view["execution"]["columns"]]
    listing = Listing("rows", lambda call, tickets: _rows(call, tickets, columns), TICKETS.sorts, TICKETS.sorts_by)
    response = listed(call, found, listing)
    content = {
        **response.json(),
        "columns": view["execution"]["columns"],
        "groups": [],
        "view": shown(view, call.request.origin),
    }
    return json_response(content)


def _rows(call: Call, tickets: Sequence[Record], columns: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            **{column: ticket.get(COLUMN_FIELDS.get(column, column)) for column in columns},
            "ticket_id": ticket["id"],
            "ticket": content,
        }
        for ticket, content in zip(tickets, rendered(call, tickets), strict=True)
    ]


@operations.bind("GetViewCount")
def count_view(call: Call) -> Response:
    """Count the tickets of a view."""
    return json_response({"view_count": _count(call, _require(call))})


@operations.bind("GetViewCounts")
def count_many_views(call: Call) -> Response:
    """Count the tickets of the views of some ids."""
    views = account_of(call).store["views"]
    ids = ids_argument(call) or ids_argument(call, "count_many")
    found = [view for view_id in ids if (view := views.get(view_id)) is not None]
    return json_response({"view_counts": [_count(call, view) for view in found]})


def _count(call: Call, view: Record) -> dict[str, Any]:
    value = len(tickets_in(account_of(call), view, actor_of(call)))
    return {
        "view_id": view["id"],
        "url": call.link(f"/api/v2/views/{view['id']}/count.json"),
        "value": value,
        "pretty": str(value) if value <= PRETTY_EXACT_MAX else f"~{value // 1000}K",
        "fresh": True,
        "active": view["active"],
    }


def _show(call: Call, view: Record) -> Response:
    return json_response({"view": shown(view, call.request.origin)})
