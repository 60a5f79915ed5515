"""Finds where two systems disagree; knows neither of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum

from ...canonical.base import Record
from .records import Announcement, TicketState


class Kind(StrEnum):
    """How two systems disagree about a ticket."""

    MISSING = "missing"  # a ticket was never announced
    DIFFERENT = "different"  # the announcement says something else than the ticket
    UNMARKED = "unmarked"  # it was announced, and the ticket does not say so
    DOUBLED = "doubled"  # it was announced more than once
    ORPHANED = "orphaned"  # it was announced, and is gone


class Discrepancy(Record):
    """One disagreement; ``announcement`` is the one that is wrong, missing only where there is none."""

    kind: Kind
    ticket: TicketState
    announcement: Announcement | None = None


def compare(tickets: Sequence[TicketState], announcements: Sequence[Announcement]) -> tuple[Discrepancy, ...]:
    """Return every disagreement about ``tickets``.

    Args:
        tickets: what the one system says.
        announcements: what the other says, the oldest first; those of other tickets are left alone.
    """
    by_ticket: dict[str, list[Announcement]] = defaultdict(list)
    for announcement in announcements:
        by_ticket[announcement.ticket_id].append(announcement)
    return tuple(found for ticket in tickets for found in _disagreements(ticket, by_ticket[ticket.id]))


def _disagreements(ticket: TicketState, said: Sequence[Announcement]) -> Iterator[Discrepancy]:
    if ticket.gone:
        yield from (Discrepancy(kind=Kind.ORPHANED, ticket=ticket, announcement=each) for each in said)
        return
    if not said:
        yield Discrepancy(kind=Kind.MISSING, ticket=ticket)
        return
    first, *others = said
    yield from (Discrepancy(kind=Kind.DOUBLED, ticket=ticket, announcement=each) for each in others)
    if first.priority != ticket.priority:
        yield Discrepancy(kind=Kind.DIFFERENT, ticket=ticket, announcement=first)
    if not ticket.marked:
        yield Discrepancy(kind=Kind.UNMARKED, ticket=ticket, announcement=first)
