"""What Zendesk holds, as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Sequence

from ...canonical import Priority, Ticket
from ...errors import QualityError
from ..directory import Entry
from ..wire import Place
from . import wire


def ticket(answer: wire.Ticket, *, email: str | None, team: str | None) -> Ticket:
    """Return a ticket; its version is the time of its last update, as Zendesk writes it."""
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
        tags=tuple(answer.tags),
    )


def check_ticket(answer: wire.Ticket, ticket_id: str, latest: float, place: Place) -> None:
    """Check what no type can tell.

    Args:
        answer: the ticket.
        ticket_id: the ticket that was asked for.
        latest: seconds since the epoch; nothing can have happened later.
        place: named in errors.

    Raises:
        ContractError: another ticket, or times that contradict each other.
    """
    check_id(answer.id, ticket_id, place, "ticket.id")
    if answer.updated_at < answer.created_at:
        raise place.broken("is earlier than created_at", "ticket.updated_at")
    if answer.updated_at.timestamp() > latest:
        raise place.broken("lies in the future", "ticket.updated_at")


def check_id(id: str, wanted: str, place: Place, field: str) -> None:
    """Raise ``ContractError`` when a record is not the one that was asked for."""
    if id != wanted:
        raise place.broken("is not the id that was asked for", field)


def email(user: wire.User, *, required: bool, place: Place) -> str | None:
    """Return the e-mail address of a requester.

    Raises:
        QualityError: there is none, and one is required.
    """
    if user.email is None and required:
        message = f"{place.operation}: the requester has no e-mail address (users.email is null)"
        raise QualityError(message, gate="requester_email", system=place.system)
    return user.email


def entries(groups: Sequence[wire.Group]) -> tuple[Entry, ...]:
    """Return the groups that tickets can be given to."""
    return tuple(Entry(group.name, group.id) for group in groups if not group.deleted)
