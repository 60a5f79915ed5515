"""What Zendesk holds, as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...canonical import Priority, Ticket
from ...errors import QualityError
from ..directory import Entry
from ..plain_text import plain
from ..wire import Place, read
from . import wire

PLACEHOLDER = "{{"
"""What begins a placeholder in a raw subject."""


def ticket(answer: wire.Ticket, *, email: str | None, team: str | None) -> Ticket:
    """Return a ticket; its version is the time of its last update, as Zendesk writes it. Tags have no order."""
    return Ticket(
        id=answer.id,
        subject=answer.subject,
        text=answer.description,
        created_at=answer.created_at,
        version=answer.updated_at.strftime(wire.TIME_FORMAT),
        requester_id=answer.requester_id,
        requester_email=email,
        priority=Priority(answer.priority) if answer.priority else None,
        team=team,
        tags=tuple(sorted(answer.tags)),
    )


def check_ticket(answer: wire.Ticket, ticket_id: str, latest: float, place: Place) -> None:
    """Check what no type can tell.

    Args:
        answer: the ticket.
        ticket_id: the ticket that was asked for.
        latest: seconds since the epoch; nothing can have happened later.
        place: named in errors.

    Raises:
        ContractError: another ticket, or times or subjects that contradict each other.
    """
    check_id(answer.id, ticket_id, place, "ticket.id")
    raw = answer.raw_subject
    if raw is not None and PLACEHOLDER not in raw and raw != answer.subject:
        raise place.broken("is not raw_subject", "ticket.subject")
    if answer.updated_at < answer.created_at:
        raise place.broken("is earlier than created_at", "ticket.updated_at")
    if answer.updated_at.timestamp() > latest:
        raise place.broken("lies in the future", "ticket.updated_at")


def check_id(id: str, wanted: str, place: Place, field: str) -> None:
    """Raise ``ContractError`` when a record is not the one that was asked for."""
    if id != wanted:
        raise place.broken("is not the id that was asked for", field)


def check_written(answer: wire.UpdateAnswer, body: Mapping[str, Any], tag: str, place: Place) -> None:
    """Check that an update did what it was meant to do; without its audit, the tag alone tells.

    Args:
        answer: what Zendesk says of it.
        body: what was sent.
        tag: by which the update is recognised.
        place: named in errors.

    Raises:
        ContractError: a part of it was ignored.
    """
    wanted, there = body["ticket"], answer.ticket
    if tag not in there.tags:
        raise place.broken("lacks the tag that was written", "ticket.tags")
    events = answer.audit.events if answer.audit else None
    if events is None:
        return
    if "group_id" in wanted and there.group_id != str(wanted["group_id"]):
        raise place.broken("is not the group that was written", "ticket.group_id")
    if "priority" in wanted and there.priority != wanted["priority"]:
        raise place.broken("is not the priority that was written", "ticket.priority")
    if not any(_is_comment(event, wanted["comment"]) for event in events):
        raise place.broken("lack the internal note that was written", "audit.events")


def _is_comment(event: wire.AuditEvent, comment: Mapping[str, Any]) -> bool:
    same = event.body is not None and plain(event.body) == plain(comment["body"])
    return event.type == "Comment" and same and event.public is comment["public"]


def email(answer: wire.TicketAnswer, *, required: bool, place: Place) -> str | None:
    """Return the e-mail address of a ticket's requester.

    Raises:
        QualityError: the requester is gone, or has no address although one is required.
    """
    people = enumerate(answer.users)
    found = next(((index, person) for index, person in people if person.id == answer.ticket.requester_id), None)
    if found is None:
        message = f"{place.operation}: the requester is gone"
        raise QualityError(message, gate="requester", system=place.system)
    index, person = found
    requester = read(wire.Requester, {"email": person.email}, place, within=f"users.{index}")
    if requester.email is None and required:
        message = f"{place.operation}: the requester has no e-mail address (users.email is null)"
        raise QualityError(message, gate="requester_email", system=place.system)
    return requester.email


def entries(groups: Sequence[wire.Group]) -> tuple[Entry, ...]:
    """Return the groups that tickets can be given to."""
    return tuple(Entry(group.name, group.id) for group in groups if not group.deleted)
