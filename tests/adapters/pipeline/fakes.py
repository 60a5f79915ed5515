"""Systems that keep a ledger of what really happened to them, and fail as they are told."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from adapters.canonical import Customer, Evidence, Message, PostedMessage, Prediction, Ticket, TicketChange
from adapters.clock import Clock
from adapters.errors import Conflict, NotFound
from adapters.ports import Answer, Question, TicketEvent
from adapters.ports.ai import FormT
from tests.adapters.inbound.virtual_time import EPOCH

CATEGORIES = ("card_arrival", "lost_or_stolen_card", "exchange_rate")


class Phase(StrEnum):
    """When a fault strikes: before the effect, or after it, so that only the answer is lost."""

    BEFORE = "before"
    AFTER = "after"


Fault = Callable[[str, Phase, int], None]
"""Gets the operation, the phase and the number of the call over all systems; raises to make the call fail."""


def no_fault(operation: str, phase: Phase, number: int) -> None:
    """Let every call succeed."""


@dataclass
class Wire:
    """What all fakes share: the faults, the latency, and the list of calls."""

    clock: Clock
    fault: Fault = no_fault
    latency_seconds: float = 0.01
    calls: list[str] = field(default_factory=list)

    async def before(self, operation: str) -> int:
        """Begin a call; return its number."""
        number = len(self.calls)
        self.calls.append(operation)
        await self.clock.sleep(self.latency_seconds)
        self.fault(operation, Phase.BEFORE, number)
        return number

    async def after(self, operation: str, number: int) -> None:
        """End a call whose effect has happened."""
        self.fault(operation, Phase.AFTER, number)
        await asyncio.sleep(0)


def ticket(id: str = "7", /, **changes: object) -> Ticket:
    """Return a ticket that was opened an hour ago."""
    given: dict[str, object] = {
        "id": id,
        "subject": "Where is my card?",
        "text": "I ordered a card two weeks ago and it has not arrived.",
        "created_at": datetime.fromtimestamp(EPOCH - 3600.0, UTC),
        "version": "1",
        "requester_email": f"user{id}@example.com",
    }
    return Ticket.model_validate({**given, **changes})


def prediction(category: str = "card_arrival", confidence: float = 0.9, **changes: object) -> Prediction:
    """Return what the AI says."""
    evidence = Evidence(
        model="model-1",
        model_version="2026-01-01",
        prompt_tokens=100,
        completion_tokens=20,
        cost_usd=0.001,
        latency_seconds=0.5,
    )
    given = {"category": category, "confidence": confidence, "explanation": "They ask for a card."}
    return Prediction.model_validate({**given, "evidence": evidence, **changes})


def customer(email: str, **changes: object) -> Customer:
    """Return what the CRM says."""
    given = {"id": f"003-{email}", "email": email, "name": "Jo", "account_name": "Acme", "tier": "gold"}
    return Customer.model_validate({**given, **changes})


@dataclass
class FakeHelpdesk:
    """Tickets, and the ledger of what was written on them."""

    wire: Wire
    tickets: dict[str, Ticket] = field(default_factory=dict)
    changes: list[tuple[str, TicketChange]] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def verify(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | None:
        """Take the body for the ticket's id."""
        id = body.decode()
        return TicketEvent(event_id=f"event-{id}", ticket_id=id, kind="created")

    async def ticket(self, ticket_id: str) -> Ticket:
        """Read a ticket."""
        number = await self.wire.before("ticket")
        if ticket_id not in self.tickets:
            raise NotFound("no such ticket", system="helpdesk")
        await self.wire.after("ticket", number)
        return self.tickets[ticket_id]

    async def apply(self, ticket: Ticket, change: TicketChange) -> None:
        """Write a change once; a change that is there already is recognised by its key."""
        number = await self.wire.before("apply")
        known = [written for _, written in self.changes if written.key == change.key]
        assert all(written == change for written in known), "the same key with another content"
        current = self.tickets[ticket.id]
        if not known and ticket.version != current.version:
            raise Conflict("the ticket changed", system="helpdesk")
        if not known:
            self.changes.append((ticket.id, change))
            new = {"version": str(int(current.version) + 1), "team": change.team}
            self.tickets[ticket.id] = current.model_copy(update=new)
        await self.wire.after("apply", number)

    async def annotate(self, ticket_id: str, key: str, note: str) -> None:
        """Write a note once."""
        number = await self.wire.before("annotate")
        if key not in {known for _, known, _ in self.notes}:
            self.notes.append((ticket_id, key, note))
        await self.wire.after("annotate", number)


@dataclass
class FakeChat:
    """A channel, which is searched only when a message is in doubt."""

    wire: Wire
    posted: list[Message] = field(default_factory=list)

    async def post(self, message: Message, *, in_doubt: bool = False) -> PostedMessage:
        """Post a message; twice, if the caller does not say that it is in doubt."""
        number = await self.wire.before("post")
        known = in_doubt and message.key in {old.key for old in self.posted}
        if not known:
            self.posted.append(message)
        await self.wire.after("post", number)
        return PostedMessage(channel=message.channel, id=str(len(self.posted)), key=message.key)


@dataclass
class FakeCRM:
    """Customers by e-mail address; everybody else is made up, unless ``known`` says so."""

    wire: Wire
    known: Mapping[str, Customer | None] = field(default_factory=dict)

    async def customer(self, email: str) -> Customer | None:
        """Find a customer."""
        number = await self.wire.before("customer")
        await self.wire.after("customer", number)
        return self.known.get(email, customer(email))


@dataclass
class FakeAI:
    """Says what it is told to say, the last answer for ever."""

    wire: Wire
    answers: list[Prediction | Exception] = field(default_factory=lambda: [prediction()])
    questions: list[Question[Any]] = field(default_factory=list)

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Answer a question, without looking whether it was asked that way."""
        number = await self.wire.before("classify")
        self.questions.append(question)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        await self.wire.after("classify", number)
        said = {"category": answer.category, "confidence": answer.confidence, "explanation": answer.explanation}
        form: Any = question.form.model_construct(None, **said)
        return Answer(form, answer.evidence)


class FlakyConnection:
    """A database connection whose ``number``-th writing statement fails, once."""

    WRITING = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE")

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self.writes = 0

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        """Run a statement, or fail."""
        if statement.lstrip().startswith(self.WRITING):
            self.writes += 1
            if self.writes == self._number + 1:
                raise sqlite3.OperationalError("disk I/O error")
        return self._connection.execute(statement, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
