"""Requests: tickets as their requesters see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Call, NotAuthenticated, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..access.authentication import anonymous, identified
from ..account import Account, Actor, account_of, actor_of
from ..bodies import root, text, truth
from ..paging import Listing, listed
from ..people.user_records import find_or_create
from ..records import HOST, address
from ..refusals import blank, invalid
from ..sideloads import sideload
from . import comments, writing
from .finding import in_order
from .statuses import ORDER

operations = Operations()
FIELDS = (
    "id",
    "status",
    "priority",
    "type",
    "subject",
    "description",
    "organization_id",
    "via",
    "custom_fields",
    "custom_status_id",
    "requester_id",
    "collaborator_ids",
    "email_cc_ids",
    "is_public",
    "due_at",
    "created_at",
    "updated_at",
    "recipient",
    "assignee_id",
    "group_id",
    "ticket_form_id",
)
CREATABLE = (
    "subject",
    "comment",
    "priority",
    "type",
    "custom_fields",
    "requester",
    "due_at",
    "recipient",
    "ticket_form_id",
    "collaborators",
    "email_ccs",
    "via_followup_source_id",
)
UPDATABLE = ("comment", "solved", "additional_collaborators", "email_ccs")


def rendered(call: Call, tickets: Sequence[Record]) -> list[dict[str, Any]]:
    """Return tickets as requests."""
    return [_rendered(call, ticket) for ticket in tickets]


def _rendered(call: Call, ticket: Record) -> dict[str, Any]:
    path = address(f"requests/{ticket['id']}.json").removeprefix(HOST)
    solved = ticket["status"] in ("solved", "closed")
    return {
        "url": call.link(path),
        **{name: ticket[name] for name in FIELDS},
        "can_be_solved_by_me": not solved and ticket["assignee_id"] is not None,
        "solved": solved,
        "followup_source_id": ticket["via"]["source"]["from"].get("ticket_id"),
    }


REQUESTS = Listing(
    "requests",
    rendered,
    sorts={
        "updated_at": lambda ticket: ticket["updated_at"],
        "created_at": lambda ticket: ticket["created_at"],
    },
    sorts_by={
        "updated_at": lambda ticket: ticket["updated_at"],
        "created_at": lambda ticket: ticket["created_at"],
    },
    beside=sideload("requests"),
)


def _visible(account: Account, actor: Actor) -> list[Record]:
    """Return the public tickets that a user requested or is in copy of; agents see those of everybody."""
    return [ticket for ticket in in_order(account) if _may_see(ticket, actor)]


def _may_see(ticket: Record, actor: Actor) -> bool:
    own = actor.is_agent or actor.id in (ticket["requester_id"], *ticket["email_cc_ids"])
    return own and bool(ticket["is_public"])


def _require(call: Call) -> Record:
    account, actor, request_id = account_of(call), actor_of(call), call.parameters["request_id"]
    ticket = account.store["tickets"].get(request_id)
    if ticket is None or not _may_see(ticket, actor):
        raise RecordNotFound("request", request_id)
    return ticket


@operations.bind("ListRequests")
def list_requests(call: Call) -> Response:
    """List the caller's requests, of some statuses where they are given."""
    found = _visible(account_of(call), actor_of(call))
    wanted = [status for status in call.arguments.get("status", "").split(",") if status in ORDER]
    return listed(call, [ticket for ticket in found if not wanted or ticket["status"] in wanted], REQUESTS)


@operations.bind("SearchRequests")
def search_requests(call: Call) -> Response:
    """Find the caller's requests by words."""
    words = call.arguments.get("query", "").lower().split()
    found = [
        ticket
        for ticket in _visible(account_of(call), actor_of(call))
        if all(word in f"{ticket['subject'] or ''} {ticket['description']}".lower() for word in words)
    ]
    return listed(call, found, REQUESTS)


@operations.bind("ShowRequest")
def show_request(call: Call) -> Response:
    """Show a request."""
    return json_response({"request": _rendered(call, _require(call))})


@operations.bind("CreateRequest")
def create_request(call: Call) -> Response:
    """Write in: as oneself, or without credentials under a name."""
    account, actor = account_of(call), _writer(call)
    values = root(call, "request", CREATABLE)
    if not (text(values.get("subject"), "request.subject") or "").strip():
        raise blank("subject", "Subject")
    if actor.user is None:
        actor = _newcomer(account, values)
    ticket, _ = writing.create(account, values, actor)
    content = _rendered(call, ticket)
    return json_response({"request": content}, 201, [("Location", content["url"])])


def _writer(call: Call) -> Actor:
    """Return who writes; the operation is public, so nobody has looked at the credentials yet."""
    try:
        call.caller = identified(call, account_of(call))
    except NotAuthenticated:
        if "authorization" in call.request.headers:
            raise
        anonymous(call)
    return actor_of(call)


def _newcomer(account: Account, values: dict[str, Any]) -> Actor:
    given = values.get("requester")
    if not isinstance(given, dict):
        raise invalid("requester", "BlankValue", "Requester: cannot be blank")
    if comments.is_empty(values.get("comment")):
        raise blank("base", "Description")
    return Actor(find_or_create(account, given, Actor(None)))


@operations.bind("UpdateRequest")
def update_request(call: Call) -> Response:
    """Add a comment, or solve a request."""
    account, ticket, actor = account_of(call), _require(call), actor_of(call)
    values = root(call, "request", UPDATABLE)
    if truth(values.pop("solved", None), "request.solved"):
        values["status"] = "solved"
    return json_response({"request": _rendered(call, writing.update(account, ticket, values, actor)[0])})


@operations.bind("ListComments")
def list_request_comments(call: Call) -> Response:
    """List the public comments of a request."""
    account, ticket = account_of(call), _require(call)
    found = [comment for comment in comments.of(account, ticket["id"]) if comment["public"]]
    role = call.arguments.get("role")
    if role in ("agent", "end_user"):
        found = [each for each in found if comments.is_from_agent(account, each) == (role == "agent")]
    return listed(call, found, comments.COMMENTS)


@operations.bind("ShowComment")
def show_request_comment(call: Call) -> Response:
    """Show a public comment of a request."""
    account, ticket = account_of(call), _require(call)
    comment = account.store["comments"].get(call.parameters["ticket_comment_id"])
    if comment is None or comment["ticket_id"] != ticket["id"] or not comment["public"]:
        raise RecordNotFound("comment", call.parameters["ticket_comment_id"])
    return json_response({"comment": comments.rendered(call, [comment])[0]})
