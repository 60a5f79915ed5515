"""A customer's request for help."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .base import Record


class Priority(StrEnum):
    """How soon a ticket wants an answer."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Ticket(Record):
    """One ticket as the pipeline sees it.

    ``id`` is opaque: adapters keep whatever the help desk uses, as text. ``version`` identifies the state that
    was read, for an update that must not overwrite somebody else's. Datetimes carry a time zone.
    """

    id: str
    subject: str
    text: str
    created_at: datetime
    version: str
    requester_id: str | None = None
    requester_email: str | None = None
    priority: Priority | None = None
    team: str | None = None
    tags: tuple[str, ...] = ()


class TicketChange(Record):
    """What triage writes on a ticket; ``key`` makes the change recognisable when its answer was lost."""

    key: str
    team: str
    priority: Priority | None
    tags: tuple[str, ...]
    note: str
