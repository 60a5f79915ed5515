"""What Zendesk sends, as far as triage reads it (Support API v2 and event webhooks).

Sources: the vendor's OpenAPI description of the Support API and recorded answers. Timestamps are UTC with
whole seconds, ``YYYY-MM-DDTHH:MM:SSZ``, and nothing else. Ids are whole numbers; they are kept as text, so
that an id that one day is text is passed on unchanged.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ...canonical.text import Text
from ..plain_text import PlainText, Prose
from ..wire import Wire

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
ID_MAX = 2**53 - 1  # larger numbers have been rounded by somebody's JSON parser

# later versions of Python read hour 24 as the next day; the vendor does not write it
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_TEXT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _id(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= ID_MAX:
        return str(value)
    if isinstance(value, str) and _TEXT_ID.fullmatch(value):
        return value
    raise PydanticCustomError("zendesk_id", "is no id: neither a whole number from 1 to 2^53 - 1 nor a word")


def parse_time(text: str) -> datetime | None:
    """Return a time as Zendesk writes it, ``None`` when it is written in any other way."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _time(value: object) -> object:
    time = parse_time(value) if isinstance(value, str) else None
    if time is None:
        raise PydanticCustomError("zendesk_time", "is no time of the form YYYY-MM-DDTHH:MM:SSZ")
    return time


Id = Annotated[str, BeforeValidator(_id)]
Time = Annotated[datetime, BeforeValidator(_time)]
Tags = list[Annotated[Text, Field(min_length=1)]]
Priority = Literal["low", "normal", "high", "urgent"]
Email = Annotated[PlainText, Field(pattern=r"^[^@\s<>*&%;]+@[^@\s<>*&%;]+$")]
"""An address; masks, markup and escapes are no part of one."""


class Ticket(Wire):
    """A ticket, as ``ShowTicket`` answers it; ``raw_subject`` says the subject again, placeholders not filled in."""

    id: Id
    subject: PlainText
    raw_subject: PlainText | None = None
    description: Annotated[Prose, Field(min_length=1)]
    priority: Priority | None
    requester_id: Id
    group_id: Id | None
    tags: Tags
    created_at: Time
    updated_at: Time


class Person(Wire):
    """Somebody who has to do with a ticket; of most of them nothing matters but who they are."""

    id: Id
    email: object


class TicketAnswer(Wire):
    """The envelope of a ticket, with the people who have to do with it (``include=users``)."""

    ticket: Ticket
    users: list[Person]


class TicketState(Wire):
    """What of a ticket matters for writing on it."""

    id: Id
    tags: Tags
    updated_at: Time


class TicketStateAnswer(Wire):
    """The envelope of a ticket that is about to be, or has been, written on."""

    ticket: TicketState


class AuditEvent(Wire):
    """What one part of an update did; ``type`` is an open list. A comment has ``body`` and ``public``."""

    type: str
    body: Text | None = None
    public: bool | None = None


class Audit(Wire):
    """What an update did."""

    events: list[AuditEvent] | None = None


class WrittenTicket(TicketState):
    """A ticket that has been written on, with the fields that a change can set."""

    group_id: Id | None = None
    priority: Priority | None = None


class UpdateAnswer(Wire):
    """What ``UpdateTicket`` answers: the ticket as it is now, and what was done."""

    ticket: WrittenTicket
    audit: Audit | None = None


class Requester(Wire):
    """The user who asks; ``email`` is null for users who came by telephone or a social channel."""

    email: Email | None


class Group(Wire):
    """A group: the help desk's word for a team."""

    id: Id
    name: Annotated[Text, Field(min_length=1)]
    deleted: bool


class Meta(Wire):
    """Cursor paging; ``links.next`` is set even on the last page, so ``has_more`` decides."""

    has_more: bool
    after_cursor: str | None = None


class GroupsPage(Wire):
    """One page of groups."""

    groups: list[Group]
    meta: Meta


class Delivery(Wire):
    """The part of an event that tells its type; the type's grammar is ``zen:event-type:<subject>.<verb>``."""

    type: Annotated[str, Field(pattern=r"^zen:event-type:[a-z_]+(\.[a-z_]+)+$")]


class EventTicket(Wire):
    """The ticket inside an event."""

    id: Id


class TicketCreated(Wire):
    """The event ``zen:event-type:ticket.created``."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")]
    subject: Annotated[str, Field(pattern=r"^zen:ticket:.+$")]
    zendesk_event_version: Literal["2022-11-06"]
    detail: EventTicket


class TriggerBody(Wire):
    """The body that the administrator's trigger is set up to send, for a ticket that was created."""

    ticket_id: Id
    event_id: Id | None = None
