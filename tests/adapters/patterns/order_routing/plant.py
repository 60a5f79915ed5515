"""What the tests of this service put around its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import httpx

from adapters.canonical import Customer
from adapters.canonical.purchase import Bill, PostedBill, PurchaseOrder
from adapters.clock import Clock
from adapters.patterns.order_routing.enrichment import Enrichment
from adapters.patterns.order_routing.flow import Flow
from adapters.patterns.order_routing.records import Order
from adapters.patterns.order_routing.rules import Rules
from adapters.spokes.connection import Surroundings
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.patterns.supplier_invoices.plant import FakeAI, FakeChat

ENVIRONMENT: Mapping[str, str] = {
    "ORDER_STORE_PATH": ":memory:",
    "ORDER_CLAIMS_PATH": ":memory:",
    "ORDER_STORE_SYNCHRONOUS": "OFF",
    "CRM_URL": "https://crm.test",
    "CRM_CLIENT_ID": "orders",
    "CRM_CLIENT_SECRET": "crm-secret",
    "ERP_URL": "https://erp.test",
    "ERP_ACCOUNT_ID": "TSTDRV1234567",
    "ERP_CONSUMER_KEY": "key",
    "ERP_CONSUMER_SECRET": "consumer-secret",
    "ERP_TOKEN_ID": "token",
    "ERP_TOKEN_SECRET": "token-secret",
    "CHAT_URL": "https://chat.test",
    "CHAT_BOT_TOKEN": "xoxb-secret",
    "AI_URL": "https://ai.test",
    "AI_API_KEY": "sk-secret",
}
FRAGILE: Mapping[str, Any] = {"category": "fragile", "confidence": 0.9, "explanation": "It is glass."}


def an_order(**changes: Any) -> Order:
    """An order to Germany."""
    fields: dict[str, Any] = {
        "id": "order-1",
        "email": "a@shop.example",
        "country": "DE",
        "total": "12.50",
        "notes": "Glass inside",
        "supply": "PO-1",
    }
    return Order.model_validate({**fields, **changes})


def supply(open_total: int) -> PurchaseOrder:
    """The order with which we get the goods."""
    return PurchaseOrder(
        id="1",
        number="PO-1",
        supplier_id="2",
        supplier_name="S",
        currency="EUR",
        total=Decimal(10),
        open_total=Decimal(open_total),
        ordered_on=date(2025, 1, 1),
    )


@dataclass
class FakeCRM:
    """Knows one customer."""

    known: Customer | Exception | None = None
    asked: list[str] = field(default_factory=list)

    async def customer(self, email: str) -> Customer | None:
        """The customer, or what is to be raised."""
        self.asked.append(email)
        if isinstance(self.known, Exception):
            raise self.known
        return self.known


@dataclass
class FakeERP:
    """Knows one order."""

    known: PurchaseOrder | Exception | None = None

    async def purchase_order(self, number: str) -> PurchaseOrder | None:
        """The order, or what is to be raised."""
        if isinstance(self.known, Exception):
            raise self.known
        return self.known

    async def find_bill(self, bill: Bill) -> PostedBill | None:
        """Nobody looks for bills here."""
        raise AssertionError(bill)

    async def post(self, bill: Bill) -> PostedBill:
        """Nobody posts bills here."""
        raise AssertionError(bill)


def customer(tier: str, email: str = "a@shop.example") -> Customer:
    """A customer of a tier."""
    return Customer(id="C1", email=email, name="A", tier=tier)


@dataclass
class Table:
    """A flow with fakes around it."""

    clock: Clock
    crm: FakeCRM = field(default_factory=FakeCRM)
    erp: FakeERP = field(default_factory=FakeERP)
    ai: FakeAI = field(default_factory=lambda: FakeAI([FRAGILE] * 9))
    chat: FakeChat = field(default_factory=FakeChat)
    sink: RecordingSink = field(default_factory=RecordingSink)

    @property
    def trail(self) -> Trail:
        """Notes into the sink."""
        return Trail(self.sink, self.clock)

    @property
    def enrichment(self) -> Enrichment:
        """Asks the fakes."""
        return Enrichment(self.crm, self.erp, self.ai, confidence_min=0.6, trail=self.trail)

    @property
    def flow(self) -> Flow:
        """Tells the fake chat."""
        rules = Rules("DE", Decimal(10_000))
        return Flow(self.enrichment, rules, self.chat, "orders-{team}", trail=self.trail)


class Refusing(httpx.AsyncBaseTransport):
    """Nobody listens."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse the connection."""
        raise httpx.ConnectError("refused", request=request)


def surroundings(clock: Clock, environment: Mapping[str, str] = ENVIRONMENT) -> Surroundings:
    """A world in which every system is away."""
    return Surroundings(environment, clock, Random(1), RecordingSink(), lambda role: Refusing(), 2)
