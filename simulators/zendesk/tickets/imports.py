"""Importing tickets with their history: no rules run, nobody is told, old dates stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response, json_response

from ..account import Account, Actor, account_of, actor_of
from ..bodies import integer, items, root, text
from ..moments import iso, seconds
from ..records import shown
from ..refusals import blank, invalid
from . import audits, comments
from .ticket_records import blank_ticket
from .ticket_values import changes_of

operations = Operations()


@operations.bind("TicketImport")
def import_ticket(call: Call) -> Response:
    """Import one ticket."""
    ticket = create(account_of(call), root(call, "ticket"), actor_of(call))
    content = shown(ticket, call.request.origin)
    return json_response({"ticket": content}, 201, [("Location", content["url"])])


def run(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Import one ticket of a job."""
    return {"id": create(account, item, actor)["id"]}


def create(account: Account, values: Mapping[str, Any], actor: Actor) -> Record:
    """Create a ticket as it was elsewhere and return it.

    Raises:
        InvalidAttribute: a value has the wrong type.
        InvalidInput: the subject is missing, or a value is not allowed.
    """
    if not (text(values.get("subject"), "ticket.subject") or "").strip():
        raise blank("subject", "Subject")
    changes = {"requester_id": actor.id, **changes_of(account, None, values, actor), **_dates(values)}
    submitter_id = integer(values.get("submitter_id"), "ticket.submitter_id") or changes["requester_id"]
    history = _history(account, values, actor, submitter_id)
    ticket_id = account.next_ticket_id()
    ticket = blank_ticket(account, ticket_id, account.now()) | changes | {"submitter_id": submitter_id}
    ticket["description"] = text(values.get("description"), "ticket.description") or history[0]["plain_body"]
    ticket["is_public"] = any(comment["public"] for comment in history)
    account.store["tickets"].put(str(ticket_id), ticket)
    for comment in history:
        _keep(account, ticket, comment, actor)
    return ticket


def _history(account: Account, values: Mapping[str, Any], actor: Actor, author_id: int) -> list[dict[str, Any]]:
    given = list(items(values.get("comments"), "ticket.comments"))
    single = values.get("comment") or ({"body": values["description"]} if values.get("description") else None)
    told = given or ([single] if single else [{"body": values["subject"]}])
    return [_comment(account, each, actor, author_id) for each in told]


def _comment(account: Account, given: Any, actor: Actor, author_id: int) -> dict[str, Any]:
    comment = comments.compose(account, 0, given, actor, author_id)
    if isinstance(given, Mapping) and given.get("created_at"):
        comment["created_at"] = _date(given["created_at"], "created_at")
    return comment


def _keep(account: Account, ticket: Record, comment: dict[str, Any], actor: Actor) -> None:
    audit = audits.compose(account, ticket, ticket, actor, comment["author_id"])
    audit["created_at"] = comment["created_at"]
    comment["ticket_id"], comment["audit_id"] = ticket["id"], audit["id"]
    audits.add_comment(audit, comment)
    account.store["comments"].put(str(comment["id"]), comment)
    account.store["audits"].put(str(audit["id"]), audit)


def _dates(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _date(values[name], name) for name in ("created_at", "updated_at") if values.get(name)}


def _date(value: Any, name: str) -> str:
    try:
        return iso(seconds(str(value)))
    except ValueError:
        raise invalid(name, "InvalidValue", f"{name}: {value} is not a date") from None
