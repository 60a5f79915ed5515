"""Tickets over the API: show, list, create, change, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response, json_response

from ..account import account_of, actor_of
from ..bodies import ids_argument, root
from ..deep_pages import charge_deep_page
from ..paging import Listing, count_response, listed
from ..people.organizations import require as require_organization
from ..people.users import require as require_user
from ..records import all_shown, shown
from ..refusals import too_many
from ..sideloads import asked_for, sideload
from . import comments, deleting, writing
from .finding import in_order, require
from .statuses import ORDER
from .ticket_records import CREATABLE, UPDATABLE

operations = Operations()
RECENT_MAX = 5


def rendered(call: Call, tickets: Sequence[Record]) -> list[dict[str, Any]]:
    """Return tickets as a caller sees them."""
    content = all_shown(tickets, call.request.origin)
    if "include" in call.arguments and "comment_count" in asked_for(call):
        for ticket in content:
            ticket["comment_count"] = len(comments.of(account_of(call), ticket["id"]))
    return content


def _status_rank(ticket: Record) -> int:
    return ORDER.index(ticket["status"])


TICKETS = Listing(
    "tickets",
    rendered,
    sorts={"updated_at": lambda ticket: ticket["updated_at"], "status": _status_rank},
    sorts_by={
        "assignee": lambda ticket: ticket["assignee_id"],
        "created_at": lambda ticket: ticket["created_at"],
        "group": lambda ticket: ticket["group_id"],
        "id": lambda ticket: ticket["id"],
        "requester": lambda ticket: ticket["requester_id"],
        "status": _status_rank,
        "subject": lambda ticket: (ticket["subject"] or "").lower(),
        "updated_at": lambda ticket: ticket["updated_at"],
    },
    beside=sideload("tickets"),
)


@operations.bind("ListTickets")
def list_tickets(call: Call) -> Response:
    """List the tickets of the account, or those with an external id."""
    charge_deep_page(call, "tickets")
    account, external_id = account_of(call), call.arguments.get("external_id")
    if external_id is not None:
        return listed(call, account.store["tickets"].where("external_id", external_id), TICKETS)
    return listed(call, in_order(account), TICKETS)


@operations.bind("ListRecentTickets")
def list_recent_tickets(call: Call) -> Response:
    """List the tickets that changed last."""
    newest = sorted(in_order(account_of(call)), key=lambda ticket: ticket["updated_at"], reverse=True)
    return listed(call, newest[:RECENT_MAX], Listing("tickets", rendered, cursors=False, beside=sideload("tickets")))


@operations.bind("CountTickets")
def count_tickets(call: Call) -> Response:
    """Count tickets."""
    return count_response(call, len(account_of(call).store["tickets"]))


@operations.bind("ListOrganizationTickets")
def list_organization_tickets(call: Call) -> Response:
    """List the tickets of an organization."""
    account = account_of(call)
    organization = require_organization(account, call.parameters["organization_id"])
    return listed(call, account.store["tickets"].where("organization_id", organization["id"]), TICKETS)


@operations.bind("ListUserRequestedTickets")
def list_requested_tickets(call: Call) -> Response:
    """List the tickets that a user requested."""
    return _by_user(call, "requester_id")


@operations.bind("ListUserAssignedTickets")
def list_assigned_tickets(call: Call) -> Response:
    """List the tickets that an agent is to solve."""
    return _by_user(call, "assignee_id")


@operations.bind("ListUserCCDTickets")
def list_ccd_tickets(call: Call) -> Response:
    """List the tickets on which a user is in copy."""
    account = account_of(call)
    user = require_user(account, call.parameters["user_id"])
    copied = [
        ticket for ticket in in_order(account) if user["id"] in (*ticket["email_cc_ids"], *ticket["collaborator_ids"])
    ]
    return listed(call, copied, TICKETS)


def _by_user(call: Call, field: str) -> Response:
    account = account_of(call)
    user = require_user(account, call.parameters["user_id"])
    return listed(call, account.store["tickets"].where(field, user["id"]), TICKETS)


@operations.bind("ShowTicket")
def show_ticket(call: Call) -> Response:
    """Show a ticket."""
    ticket = require(account_of(call), call.parameters["ticket_id"])
    if "include" not in call.arguments:
        return json_response({"ticket": shown(ticket, call.request.origin)})
    content: dict[str, Any] = {"ticket": rendered(call, [ticket])[0]}
    sideload("tickets")(call, [ticket], content)
    return json_response(content)


@operations.bind("TicketsShowMany")
def show_many_tickets(call: Call) -> Response:
    """Show the tickets of some ids that exist."""
    account, ids = account_of(call), ids_argument(call)
    if len(ids) > account.limit("bulk_items_max"):
        raise too_many(account.limit("bulk_items_max"))
    tickets = [ticket for ticket_id in ids if (ticket := account.store["tickets"].get(ticket_id)) is not None]
    content: dict[str, Any] = {"tickets": rendered(call, tickets)}
    sideload("tickets")(call, tickets, content)
    return json_response({**content, "next_page": None, "previous_page": None, "count": len(tickets)})


@operations.bind("CreateTicket")
def create_ticket(call: Call) -> Response:
    """Create a ticket; with ``async=true`` a job does."""
    account, values = account_of(call), root(call, "ticket", CREATABLE)
    if call.arguments.get("async") == "true":
        job = account.jobs.start("create tickets", [values], actor_of(call))
        return json_response({"job_status": shown(job, call.request.origin)}, 202)
    ticket, audit = writing.create(account, values, actor_of(call))
    content = shown(ticket, call.request.origin)
    return json_response({"ticket": content, "audit": audit}, 201, [("Location", content["url"])])


@operations.bind("UpdateTicket")
def update_ticket(call: Call) -> Response:
    """Change a ticket, and add a comment where one is given."""
    account = account_of(call)
    ticket = require(account, call.parameters["ticket_id"])
    values = root(call, "ticket", UPDATABLE)
    after, audit, _ = writing.update(account, ticket, values, actor_of(call))
    return json_response({"ticket": shown(after, call.request.origin), "audit": audit})


@operations.bind("DeleteTicket")
def delete_ticket(call: Call) -> Response:
    """Delete a ticket softly."""
    account = account_of(call)
    deleting.delete(account, require(account, call.parameters["ticket_id"]), actor_of(call))
    return Response(204)


@operations.bind("TicketRelatedInformation")
def related_information(call: Call) -> Response:
    """Tell what is related to a ticket."""
    account = account_of(call)
    ticket = require(account, call.parameters["ticket_id"])
    source = ticket["via"]["source"]["from"].get("ticket_id")
    related = {
        "topic_id": None,
        "followup_source_ids": [str(source)] if source is not None else [],
        "from_archive": False,
        "incidents": len(account.store["tickets"].where("problem_id", ticket["id"])),
    }
    return json_response(related)


@operations.bind("ListTicketCollaborators")
def list_collaborators(call: Call) -> Response:
    """List the collaborators of a ticket."""
    return _people(call, "collaborator_ids")


@operations.bind("ListTicketFollowers")
def list_followers(call: Call) -> Response:
    """List the followers of a ticket."""
    return _people(call, "follower_ids")


@operations.bind("ListTicketEmailCCs")
def list_email_ccs(call: Call) -> Response:
    """List who is in copy of a ticket's e-mails."""
    return _people(call, "email_cc_ids")


def _people(call: Call, field: str) -> Response:
    account = account_of(call)
    ticket = require(account, call.parameters["ticket_id"])
    users = [user for user_id in ticket[field] if (user := account.user(user_id)) is not None]
    return json_response({"users": all_shown(users, call.request.origin), "count": len(users)})


@operations.bind("ListTicketIncidents")
def list_incidents(call: Call) -> Response:
    """List the incidents of a problem."""
    account = account_of(call)
    ticket = require(account, call.parameters["ticket_id"])
    return listed(call, account.store["tickets"].where("problem_id", ticket["id"]), TICKETS)


@operations.bind("ListTicketProblems")
def list_problems(call: Call) -> Response:
    """List problems."""
    return listed(call, account_of(call).store["tickets"].where("type", "problem"), TICKETS)


@operations.bind("AutocompleteProblems")
def autocomplete_problems(call: Call) -> Response:
    """Find problems by a part of their subject."""
    body = call.json if isinstance(call.json, dict) else {}
    wanted = str(body.get("text") or call.arguments.get("text", "")).lower()
    problems = account_of(call).store["tickets"].where("type", "problem")
    found = [ticket for ticket in problems if wanted in (ticket["subject"] or "").lower()]
    return json_response({"tickets": rendered(call, found)})
