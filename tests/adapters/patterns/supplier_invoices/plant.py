"""What the tests of this service put around its parts: open stores, a broker in memory, and systems that are fakes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from adapters.brokers.consumer import Work
from adapters.brokers.memory import MemoryBroker
from adapters.canonical import Evidence, Message, PostedMessage
from adapters.canonical.purchase import Bill, PostedBill, PurchaseOrder
from adapters.clock import Clock
from adapters.errors import OutcomeUnknown
from adapters.patterns.supplier_invoices.brokers import topics
from adapters.patterns.supplier_invoices.ledger import Entry, Ledger
from adapters.patterns.supplier_invoices.records import Receipt
from adapters.patterns.supplier_invoices.relay import Relay
from adapters.patterns.supplier_invoices.settings import Settings
from adapters.patterns.supplier_invoices.states import RECEIPTS
from adapters.ports.ai import Answer, FormT, Question
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink

TEXT = "Abbey Paper Supplies Ltd\nInvoice no. AB-77\nDate: 02/10/2025\nYour order PO-4711\nTotal payable £120.00"
SYSTEMS = {"erp": "netsuite", "chat": "slack", "ai": "openai"}


def receipt(number: int = 1, sender: str = "abbey", text: str = TEXT) -> Receipt:
    """A receipt of a sender."""
    return Receipt(id=f"{sender}/{number}", sender=sender, text=text)


def order(**changes: Any) -> PurchaseOrder:
    """The order that ``TEXT`` is the invoice of."""
    fields: dict[str, Any] = {
        "id": "1",
        "number": "PO-4711",
        "supplier_id": "9",
        "supplier_name": "Abbey Paper Supplies Ltd",
        "currency": "GBP",
        "total": Decimal("120.00"),
        "open_total": Decimal("120.00"),
        "ordered_on": date(2025, 9, 1),
    }
    return PurchaseOrder(**{**fields, **changes})


@dataclass
class FakeERP:
    """Knows one order, keeps the bills, and raises what it is told to; a bill whose end is unknown is there."""

    known: PurchaseOrder | None = field(default_factory=order)
    failures: list[Exception] = field(default_factory=list)
    posted: list[Bill] = field(default_factory=list)
    looked_for: list[Bill] = field(default_factory=list)
    there: set[str] = field(default_factory=set)

    async def purchase_order(self, number: str) -> PurchaseOrder | None:
        """The order, if it is the one."""
        return self.known if self.known is not None and self.known.number == number else None

    async def find_bill(self, bill: Bill) -> PostedBill | None:
        """The bill, if it is there."""
        self.looked_for.append(bill)
        return PostedBill(id="B1", key=bill.key, existed=True) if bill.key in self.there else None

    async def post(self, bill: Bill) -> PostedBill:
        """Keep a bill."""
        self.posted.append(bill)
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or isinstance(failure, OutcomeUnknown):
            self.there.add(bill.key)
        if failure is not None:
            raise failure
        return PostedBill(id="B1", key=bill.key)


@dataclass
class FakeChat:
    """Keeps what is posted."""

    posted: list[Message] = field(default_factory=list)

    async def post(self, message: Message, *, in_doubt: bool = False) -> PostedMessage:
        """Keep a message."""
        self.posted.append(message)
        return PostedMessage(channel=message.channel, id="M1", key=message.key)


@dataclass
class FakeAI:
    """Gives the answers that it is told to, in turn; an exception is raised."""

    answers: list[Mapping[str, Any] | Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Answer one question."""
        self.asked.append(question.key)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        evidence = Evidence(
            model="m", model_version="1", prompt_tokens=1, completion_tokens=1, cost_usd=0.1, latency_seconds=1.0
        )
        return Answer(question.form.model_validate(answer), evidence)


class OpenGate:
    """Lets everything through."""

    async def enter(self, id: str, role: str) -> None:
        """Return."""


@dataclass
class Bench:
    """Open stores and a broker in memory."""

    clock: Clock
    ledger: Ledger
    database: SqliteDatabase
    broker: MemoryBroker
    relay: Relay
    trail: Trail
    sink: RecordingSink

    async def accepted(self, *receipts: Receipt) -> list[Entry]:
        """Accept receipts and hand them to the broker."""
        entries = []
        for each in receipts:
            await self.ledger.accept(each)
            entry = await self.entry(each.id)
            await self.relay.forward(entry.id, entry.sender, entry.stage, entry.content)
            entries.append(await self.entry(each.id))
        return entries

    async def entry(self, id: str) -> Entry:
        """A receipt that is in the ledger."""
        found = await self.ledger.find(id)
        assert found is not None
        return found

    async def work(self, stage: str = RECEIPTS) -> Work:
        """Take the next message of a topic, and leave it unsettled."""
        async with self.broker.subscribe(stage, prefetch=8) as subscription:
            delivery = await anext(subscription)
            return Work(delivery.message, delivery.published_at, delivery.receives, in_doubt=False)

    async def bury(self, stage: str, reason: str) -> str:
        """Make the next message of a topic a dead letter; return its id."""
        async with self.broker.subscribe(stage, prefetch=1) as subscription:
            delivery = await anext(subscription)
            await delivery.dead(reason)
            return delivery.message.id


@asynccontextmanager
async def bench(clock: Clock, *, depth_max: int = 100, durable: bool = False) -> AsyncIterator[Bench]:
    """Open everything, and close it again."""
    sink = RecordingSink()
    trail = Trail(sink, clock)
    database = SqliteDatabase.open(":memory:", synchronous="OFF")
    ledger = Ledger(database, clock, depth_max)
    await ledger.prepare()
    broker = MemoryBroker(topics(Settings()), clock=clock)
    relay = Relay(ledger, broker, durable=durable, clock=clock, trail=trail)
    try:
        yield Bench(clock, ledger, database, broker, relay, trail, sink)
    finally:
        await relay.stop()
        await broker.close()
        await database.close()
