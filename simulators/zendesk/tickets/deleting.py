"""Deleting tickets softly, restoring them, and deleting them for good."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, Actor, account_of, actor_of
from ..bodies import ids_argument
from ..deep_pages import charge_deep_page
from ..paging import Listing, listed
from ..records import shown
from ..refusals import too_many
from .finding import require

operations = Operations()
KEPT = "_deleted_tickets"
"""Tickets as they were; what the vendor shows of them is in ``deleted_tickets``."""


def delete(account: Account, ticket: Record, actor: Actor) -> None:
    """Delete a ticket softly."""
    now = account.now()
    account.store["tickets"].remove(str(ticket["id"]))
    kept = {**ticket, "updated_at": now, "generated_timestamp": int(account.clock.now())}
    account.store[KEPT].put(str(ticket["id"]), kept)
    record = {
        "id": ticket["id"],
        "subject": ticket["subject"],
        "description": ticket["description"],
        "actor": {"id": actor.id, "name": actor.user["name"] if actor.user is not None else "System"},
        "deleted_at": now,
        "previous_state": ticket["status"],
    }
    account.store["deleted_tickets"].put(str(ticket["id"]), record)
    account.publisher.ticket_gone(ticket, "soft_deleted", actor)


def restore(account: Account, ticket_id: str, actor: Actor) -> Record:
    """Bring a deleted ticket back and return it.

    Raises:
        RecordNotFound: no deleted ticket has that id, or its time is over.
    """
    _require(account, ticket_id)
    account.store["deleted_tickets"].remove(ticket_id)
    kept = account.store[KEPT].remove(ticket_id)
    assert kept is not None, f"deleted ticket {ticket_id} was not kept"
    changes = {"updated_at": account.now(), "generated_timestamp": int(account.clock.now())}
    ticket = account.store["tickets"].put(ticket_id, {**kept, **changes})
    account.publisher.ticket_gone(ticket, "undeleted", actor)
    return ticket


def destroy(account: Account, ticket_id: str, actor: Actor) -> None:
    """Delete a ticket for good, with its comments and audits.

    Raises:
        RecordNotFound: no deleted ticket has that id.
    """
    _require(account, ticket_id)
    account.store["deleted_tickets"].remove(ticket_id)
    ticket = account.store[KEPT].remove(ticket_id)
    for collection in ("comments", "audits"):
        for record in account.store[collection].where("ticket_id", int(ticket_id)):
            account.store[collection].remove(str(record["id"]))
    if ticket is not None:
        account.publisher.ticket_gone(ticket, "permanently_deleted", actor)


def still_kept(account: Account) -> list[Record]:
    """Return what is shown of the deleted tickets whose time is not over, oldest first."""
    return [record for record in account.store["deleted_tickets"] if _is_restorable(account, str(record["id"]))]


def _is_restorable(account: Account, ticket_id: str) -> bool:
    ticket = account.store[KEPT].get(ticket_id)
    since = account.clock.now() - account.limit("deleted_ticket_restorable_seconds")
    return ticket is not None and ticket["generated_timestamp"] > since


def _require(account: Account, ticket_id: str) -> None:
    if not _is_restorable(account, ticket_id):
        raise RecordNotFound("deleted ticket", ticket_id)


DELETED = Listing(
    "deleted_tickets",
    lambda call, records: [dict(record) for record in records],
    sorts_by={
        "subject": lambda record: (record["subject"] or "").lower(),
        "deleted_at": lambda record: record["deleted_at"],
    },
)


@operations.bind("ListDeletedTickets")
def list_deleted(call: Call) -> Response:
    """List deleted tickets."""
    charge_deep_page(call, "deleted_tickets")
    return listed(call, still_kept(account_of(call)), DELETED)


@operations.bind("RestoreDeletedTicket")
def restore_one(call: Call) -> Response:
    """Bring a ticket back; the answer is an empty object."""
    restore(account_of(call), call.parameters["ticket_id"], actor_of(call))
    return json_response({})


@operations.bind("BulkRestoreDeletedTickets")
def restore_many(call: Call) -> Response:
    """Bring tickets back, those that exist."""
    account = account_of(call)
    kept = account.store["deleted_tickets"]
    for ticket_id in _ids(call, account):
        if ticket_id in kept:
            restore(account, ticket_id, actor_of(call))
    return json_response({})


@operations.bind("DeleteTicketPermanently")
def destroy_one(call: Call) -> Response:
    """Start a job that deletes a ticket for good."""
    account, ticket_id = account_of(call), call.parameters["ticket_id"]
    _require(account, ticket_id)
    return _started(call, account, [ticket_id])


@operations.bind("BulkPermanentlyDeleteTickets")
def destroy_many(call: Call) -> Response:
    """Start a job that deletes tickets for good."""
    account = account_of(call)
    return _started(call, account, _ids(call, account))


def _started(call: Call, account: Account, ids: list[str]) -> Response:
    items: list[Any] = [{"id": int(ticket_id)} for ticket_id in ids]
    job = account.jobs.start("destroy deleted tickets", items, actor_of(call))
    return json_response({"job_status": shown(job, call.request.origin)})


def _ids(call: Call, account: Account) -> list[str]:
    ids = ids_argument(call)
    if len(ids) > account.limit("bulk_items_max"):
        raise too_many(account.limit("bulk_items_max"))
    return ids


def purge_spam(account: Account, ticket: Record, actor: Actor) -> None:
    """Delete a ticket as spam and suspend who wrote it."""
    delete(account, ticket, actor)
    requester = account.user(ticket["requester_id"])
    if requester is not None and requester["role"] == "end-user":
        account.store["users"].update(str(requester["id"]), {"suspended": True, "updated_at": account.now()})


@operations.bind("MarkTicketAsSpamAndSuspendRequester")
def mark_as_spam(call: Call) -> Response:
    """Delete a ticket as spam and suspend who wrote it."""
    account = account_of(call)
    purge_spam(account, require(account, call.parameters["ticket_id"]), actor_of(call))
    return Response(200)
