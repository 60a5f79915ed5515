"""Creating and changing tickets: the one way for the API, for jobs and for customers who write in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Conflicting, Record

from ..account import Account, Actor
from ..bodies import integer, text, truth
from ..moments import seconds
from ..records import follow_up_via
from ..refusals import blank, invalid
from . import audits, comments, statuses
from .ticket_records import blank_ticket
from .ticket_values import changes_of

CONFLICT = "Safe Update prevented the update due to outdated ticket data. Please fetch the latest data and try again."


def create(
    account: Account, values: Mapping[str, Any], actor: Actor, *, origin: Mapping[str, Any] | None = None
) -> tuple[Record, Record]:
    """Create a ticket with its first comment and return it with its audit.

    Args:
        account: the account.
        values: what the caller sent, by the vendor's names.
        actor: who creates it.
        origin: the record's ``via``, when the actor's channel does not say all.

    Raises:
        InvalidAttribute: a value has the wrong type.
        InvalidInput: a value is missing or not allowed.
    """
    given = _first_comment(values)
    if comments.is_empty(given):
        raise blank("base", "Description")
    changes = {"requester_id": actor.id, **changes_of(account, None, values, actor)}
    submitter_id = integer(values.get("submitter_id"), "ticket.submitter_id") or actor.id
    comment = comments.compose(account, 0, given, actor, submitter_id)
    ticket_id = comment["ticket_id"] = account.next_ticket_id()
    ticket = blank_ticket(account, ticket_id, account.now()) | changes | {"submitter_id": submitter_id}
    source = _followed(account, values)
    _complete(account, ticket, comment, actor, follow_up_via(source) if source is not None else origin)
    audit = audits.compose(account, None, ticket, actor, comment["author_id"], _metadata(values))
    _store(account, ticket, audit, comment)
    _link(account, ticket, source)
    account.publisher.ticket_created(ticket, comment, actor)
    return ticket, audit


def _followed(account: Account, values: Mapping[str, Any]) -> Record | None:
    """Return the closed ticket that a new one follows up.

    Raises:
        InvalidInput: it does not exist, or is not closed.
    """
    source_id = integer(values.get("via_followup_source_id"), "ticket.via_followup_source_id")
    if source_id is None:
        return None
    source = account.store["tickets"].get(str(source_id))
    if source is None or source["status"] != "closed":
        raise invalid("via_followup_source_id", "InvalidValue", "Follow-up source: is not a closed ticket")
    return source


def _link(account: Account, ticket: Record, source: Record | None) -> None:
    """Let the followed ticket and the problem know of ``ticket``."""
    if source is not None:
        changes = {"followup_ids": [*source["followup_ids"], ticket["id"]]}
        account.store["tickets"].update(str(source["id"]), changes)
    problem = account.store["tickets"].get(str(ticket["problem_id"])) if ticket["problem_id"] is not None else None
    if problem is not None and not problem["has_incidents"]:
        account.store["tickets"].update(str(problem["id"]), {"has_incidents": True})


def _complete(
    account: Account,
    ticket: dict[str, Any],
    comment: Mapping[str, Any],
    actor: Actor,
    origin: Mapping[str, Any] | None,
) -> None:
    """Fill in what follows from the rest."""
    if origin is not None:
        ticket["via"] = origin
    elif actor.channel != "api":
        ticket["via"] = comment["via"]
    ticket["description"], ticket["is_public"] = comment["plain_body"], comment["public"]
    if ticket["status"] == "new" and ticket["assignee_id"] is not None:
        ticket["status"] = "open"
    if ticket["custom_status_id"] is None:
        ticket["custom_status_id"] = statuses.default_custom_status(account, ticket["status"])
    if ticket["organization_id"] is None:
        requester = account.user(ticket["requester_id"])
        ticket["organization_id"] = requester["organization_id"] if requester is not None else None


def _first_comment(values: Mapping[str, Any]) -> Any:
    given = values.get("comment")
    return given if given is not None else {"body": values.get("description")}


def update(
    account: Account, ticket: Record, values: Mapping[str, Any], actor: Actor
) -> tuple[Record, Record, Record | None]:
    """Change a ticket once, with a comment where one is given; return ticket, audit and comment.

    Raises:
        InvalidAttribute: a value has the wrong type.
        InvalidInput: a value is not allowed, or the ticket is closed.
        Conflicting: the update was to be safe, and the ticket changed meanwhile.
    """
    statuses.check_not_closed(ticket)
    check_stamp(ticket, values)
    changes = changes_of(account, ticket, values, actor)
    comment = None
    if values.get("comment") is not None:
        given = values["comment"]
        comment = None if comments.is_empty(given) else comments.compose(account, ticket["id"], given, actor)
    after = {**ticket, **changes, **_stamps(account)}
    _settle_status(account, ticket, after, changes, comment, actor)
    if comment is not None and comment["public"]:
        after["is_public"] = True
    author_id = comment["author_id"] if comment is not None else actor.id
    audit = audits.compose(account, ticket, after, actor, author_id, _metadata(values))
    _store(account, after, audit, comment)
    _link(account, after, None)
    account.publisher.ticket_updated(ticket, after, comment, actor)
    return after, audit, comment


def _stamps(account: Account) -> dict[str, Any]:
    return {"updated_at": account.now(), "generated_timestamp": int(account.clock.now())}


def _settle_status(
    account: Account,
    before: Record,
    after: dict[str, Any],
    changes: Mapping[str, Any],
    comment: Mapping[str, Any] | None,
    actor: Actor,
) -> None:
    """Let the status follow what happened, unless the caller chose one."""
    answered = not actor.is_agent and comment is not None and before["status"] in statuses.REOPENED
    taken_up = before["status"] == "new" and after["assignee_id"] is not None
    if "status" not in changes and (answered or taken_up):
        after["status"] = "open"
    if after["status"] == "solved" and after["assignee_id"] is None and actor.is_agent:
        after["assignee_id"] = actor.id
    if after["status"] != before["status"] and "custom_status_id" not in changes:
        after["custom_status_id"] = statuses.default_custom_status(account, after["status"])


def check_stamp(ticket: Record, values: Mapping[str, Any]) -> None:
    """Make sure that a safe update was decided on the newest state.

    Raises:
        InvalidInput: it names no state.
        Conflicting: the ticket changed since.
    """
    if not truth(values.get("safe_update"), "ticket.safe_update"):
        return
    stamp = text(values.get("updated_stamp"), "ticket.updated_stamp") or ""
    try:
        seen = seconds(stamp)
    except ValueError:
        raise invalid("updated_stamp", "InvalidValue", "Updated stamp: is needed for a safe update") from None
    if seconds(ticket["updated_at"]) > seen:
        raise Conflicting(CONFLICT)


def _metadata(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    given = values.get("metadata")
    return given if isinstance(given, Mapping) and given else None


def _store(account: Account, ticket: Record, audit: dict[str, Any], comment: dict[str, Any] | None) -> None:
    """Write each record once."""
    account.store["tickets"].put(str(ticket["id"]), ticket)
    if comment is not None:
        comment["audit_id"] = audit["id"]
        comment["via"] = audit["via"]
        audits.add_comment(audit, comment)
        account.store["comments"].put(str(comment["id"]), comment)
    account.store["audits"].put(str(audit["id"]), audit)
