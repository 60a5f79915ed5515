"""Metrics of tickets, worked out from their audits when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..moments import seconds
from ..paging import Listing, listed
from ..records import HOST, address
from . import audits, comments
from .finding import in_order, require

operations = Operations()
SOLVED = ("solved", "closed")


@operations.bind("ListTicketMetrics")
def list_metrics(call: Call) -> Response:
    """List the metrics of all tickets, the newest ticket first."""
    listing = Listing("ticket_metrics", _rendered, descending=True)
    return listed(call, in_order(account_of(call)), listing)


@operations.bind("ShowTicketMetrics")
def show_metrics(call: Call) -> Response:
    """Show the metrics of a ticket."""
    ticket = require(account_of(call), call.parameters["ticket_id"])
    return json_response({"ticket_metric": _rendered(call, [ticket])[0]})


def _rendered(call: Call, tickets: Sequence[Record]) -> list[dict[str, Any]]:
    account = account_of(call)
    return [_metric(account, ticket, call.request.origin) for ticket in tickets]


def _metric(account: Account, ticket: Record, origin: str) -> dict[str, Any]:
    history = audits.of(account, ticket["id"])
    metric_id = history[0]["id"] if history else ticket["id"]
    written = comments.of(account, ticket["id"])
    replies = [each for each in written[1:] if each["public"] and comments.is_from_agent(account, each)]
    statuses, assignees, groups = (_moments(history, name) for name in ("status", "assignee_id", "group_id"))
    solved = [at for at, value in statuses if value in SOLVED]
    return {
        "url": origin + address(f"ticket_metrics/{metric_id}.json").removeprefix(HOST),
        "id": metric_id,
        "ticket_id": ticket["id"],
        "created_at": ticket["created_at"],
        "updated_at": ticket["updated_at"],
        "group_stations": len(groups),
        "assignee_stations": len(assignees),
        "reopens": _reopens([value for _, value in statuses]),
        "replies": len(replies),
        "assignee_updated_at": assignees[-1][0] if assignees else None,
        "requester_updated_at": _last_of_requester(ticket, written),
        "status_updated_at": statuses[-1][0] if statuses else ticket["created_at"],
        "initially_assigned_at": assignees[0][0] if assignees else None,
        "assigned_at": assignees[-1][0] if assignees else None,
        "solved_at": solved[-1] if ticket["status"] in SOLVED and solved else None,
        "latest_comment_added_at": written[-1]["created_at"] if written else None,
        "reply_time_in_minutes": _minutes(ticket, replies[0]["created_at"] if replies else None),
        "first_resolution_time_in_minutes": _minutes(ticket, solved[0] if solved else None),
        "full_resolution_time_in_minutes": _minutes(ticket, solved[-1] if solved else None),
    }


def _moments(history: Sequence[Record], field: str) -> list[tuple[str, Any]]:
    """Return when a field was set, and to what."""
    return [
        (audit["created_at"], event["value"])
        for audit in history
        for event in audit["events"]
        if event.get("field_name") == field and event["value"] is not None
    ]


def _reopens(statuses: Sequence[str]) -> int:
    return sum(1 for before, after in pairwise(statuses) if before == "solved" and after not in SOLVED)


def _last_of_requester(ticket: Record, written: Sequence[Record]) -> str | None:
    own = [each["created_at"] for each in written if each["author_id"] == ticket["requester_id"]]
    return own[-1] if own else None


def _minutes(ticket: Record, until: str | None) -> dict[str, int | None]:
    minutes = None if until is None else (seconds(until) - seconds(ticket["created_at"])) // 60
    return {"calendar": minutes, "business": minutes}
