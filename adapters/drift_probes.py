"""What ``windtunnel drift`` runs of this integration: each spoke on its own, over whatever transport it is given.

A probe returns what the spoke hands on: that, and what the system holds afterwards, is measured.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any, Literal, Protocol, TypeVar, cast

import httpx

from .authentication.tokens import TokenSource
from .canonical import Bill, Message, Priority, Ticket, TicketChange
from .clock import Clock
from .errors import IntegrationError
from .outbound.client import PlainClient
from .outbound.policy import Policy
from .outbound.reporter import Reporter
from .ports.ai import Form, Question
from .systems import anthropic, netsuite, openai, salesforce, slack, zendesk
from .systems.environment import Settings


class Setting(Protocol):
    """What a probe is given: see ``run`` of ``Probe``."""

    @property
    def environment(self) -> Mapping[str, str]: ...
    @property
    def transport(self) -> httpx.AsyncBaseTransport: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def random(self) -> Random: ...
    @property
    def arrivals(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Probe:
    """A piece of the integration that is run on its own.

    Args:
        name: of the probe.
        run: does the work and returns what is handed on.
        errors: the base of what it raises on purpose.
        options: what the system holds when it begins.
        arrivals: what arrives there before the run.
        effects: collections of the system whose changes count.
    """

    name: str
    run: Callable[[Setting], Awaitable[object]]
    errors: tuple[type[Exception], ...] = (IntegrationError,)
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: Sequence[Mapping[str, Any]] = ()
    effects: Sequence[str] = ()


class Triage(Form):
    """What the AI is asked to fill in."""

    category: Literal["billing", "access", "other"]
    explanation: str


SettingsT = TypeVar("SettingsT", bound=Settings)
_READ: dict[object, Settings] = {}


class Silence:
    """An audit trail that nobody reads."""

    def record(self, event: object) -> None:
        """Forget the event."""


def _client(setting: Setting, authentication: Policy) -> PlainClient:
    return PlainClient(authentication(setting.transport))


def _source(setting: Setting, system: str, tokens: Callable[..., TokenSource | None]) -> TokenSource | None:
    reporter = Reporter(system, setting.clock, Silence())
    return tokens(setting.transport, clock=setting.clock, random=setting.random, reporter=reporter)


def _settings(kind: type[SettingsT], role: str, environment: Mapping[str, str]) -> SettingsT:
    """Return settings from variables, read once for all runs that are given the same."""
    known = (kind, role, frozenset(environment.items()))
    if known not in _READ:
        _READ[known] = kind.from_environment(environment, role)
    return cast(SettingsT, _READ[known])


# Help desk

TICKET_TEXT = (
    "Hello,\n\nmy card was charged twice for order A-1047 on 2 January, €49.90 each time. "
    'Café Zoë & Sons <billing> say it\'s "not them".\nPlease refund one of the two charges.\n\nRegards, Ana'
)
CHANGE = TicketChange(
    key="change-1", team="billing", priority=Priority.HIGH, tags=("triaged", "charge_twice"), note="Charged twice."
)
BEFORE = Ticket(
    id="",
    subject="Charged twice & café <order> A-1047",
    text=TICKET_TEXT,
    created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    version="2026-01-05T09:00:00Z",
    tags=("card", "order"),
)
"""The ticket that arrived, as ``read_ticket`` hands it on."""
TICKETS = {"groups": ["general", "billing", "access"]}
ARRIVAL = {
    "subject": "Charged twice & café <order> A-1047",
    "text": TICKET_TEXT,
    "email": "ana.ruiz@mail.example",
    "name": "Ana Ruiz",
    "priority": "normal",
    "tags": ["card", "order"],
}


OAUTH_ONLY = ("HELPDESK_CLIENT_ID", "HELPDESK_CLIENT_SECRET")


def _helpdesk(setting: Setting, *, oauth: bool) -> zendesk.ZendeskHelpdesk:
    given = {**setting.environment, "HELPDESK_SIGNING_SECRET": "unused"}
    kept = {name: value for name, value in given.items() if oauth or name not in OAUTH_ONLY}
    settings = _settings(zendesk.ZendeskSettings, "helpdesk", kept)
    source = _source(setting, "zendesk", partial(zendesk.tokens, settings))
    return zendesk.ZendeskHelpdesk(_client(setting, zendesk.authentication(settings, source)), settings, setting.clock)


async def read_ticket(setting: Setting) -> object:
    """Read a ticket with its requester, signed in with OAuth."""
    return await _helpdesk(setting, oauth=True).ticket(setting.arrivals[0])


async def apply_change(setting: Setting) -> object:
    """Write a decision on a ticket, and read the ticket with the team that it has then."""
    helpdesk = _helpdesk(setting, oauth=False)
    await helpdesk.apply(BEFORE.model_copy(update={"id": setting.arrivals[0]}), CHANGE)
    return await helpdesk.ticket(setting.arrivals[0])


async def annotate_ticket(setting: Setting) -> object:
    """Add an internal note to a ticket."""
    await _helpdesk(setting, oauth=False).annotate(setting.arrivals[0], "note-1", "Please look at this ticket.")
    return "note-1"


# CRM

CUSTOMERS = {
    "customers": [{"email": "zoe.muller@mail.example", "name": "Zoë Müller", "account": "Café & Söhne", "tier": "Gold"}]
}


async def find_customer(setting: Setting) -> object:
    """Find a customer by e-mail address."""
    settings = _settings(salesforce.SalesforceSettings, "crm", setting.environment)
    instance = salesforce.Instance(settings.url)
    source = salesforce.tokens(
        settings,
        setting.transport,
        instance,
        clock=setting.clock,
        random=setting.random,
        reporter=Reporter("salesforce", setting.clock, Silence()),
    )
    client = _client(setting, salesforce.authentication(settings, source, instance))
    return await salesforce.SalesforceCRM(client, settings, setting.clock).customer("zoe.muller@mail.example")


# Chat

MESSAGE = Message(
    key="message-1", channel="triage-billing", text="Ticket 1: charged <twice> & café", fields=(("team", "billing"),)
)
CHANNELS = {"channels": ["triage-general", "triage-billing"]}


def _chat(setting: Setting) -> slack.SlackChat:
    settings = _settings(slack.SlackSettings, "chat", setting.environment)
    return slack.SlackChat(_client(setting, slack.authentication(settings)), settings, setting.clock)


async def post_message(setting: Setting) -> object:
    """Post a message to a channel that is known by its name."""
    return await _chat(setting).post(MESSAGE)


async def post_in_doubt(setting: Setting) -> object:
    """Post a message that is there already, as after an answer that was lost."""
    chat = _chat(setting)
    return [await chat.post(MESSAGE), await chat.post(MESSAGE, in_doubt=True)]


# AI

QUESTION = Question(key="question-1", instructions="Fill in the form.", text=TICKET_TEXT, form=Triage)


async def ask_openai(setting: Setting) -> object:
    """Have a form filled in."""
    settings = _settings(openai.OpenAISettings, "ai", setting.environment)
    client = _client(setting, openai.authentication(settings))
    return await openai.OpenAIService(client, settings, setting.clock).ask(QUESTION)


async def ask_anthropic(setting: Setting) -> object:
    """Have a form filled in."""
    settings = _settings(anthropic.AnthropicSettings, "ai", setting.environment)
    client = _client(setting, anthropic.authentication(settings))
    return await anthropic.AnthropicService(client, settings, setting.clock).ask(QUESTION)


# ERP

ORDERS = {
    "purchase_orders": [
        {"number": "PO-1001", "supplier": "Café & Söhne", "total": "1234.56", "currency": "EUR"},
        {"number": "PO-1002", "supplier": "Zeta", "total": "80.00", "currency": "USD"},
    ]
}


def _erp(setting: Setting) -> netsuite.NetSuiteERP:
    given = {**setting.environment, "ERP_SIGN_IN": "token_based"}
    settings = _settings(netsuite.NetSuiteSettings, "erp", given)
    signed = netsuite.authentication(settings, None, clock=setting.clock, random=setting.random)
    return netsuite.NetSuiteERP(_client(setting, signed), settings, setting.clock)


async def read_order(setting: Setting) -> object:
    """Find a purchase order by its number."""
    return await _erp(setting).purchase_order("PO-1001")


async def post_bill(setting: Setting) -> object:
    """Post a supplier's bill to its order, and look whether it is there already when it is posted again."""
    erp = _erp(setting)
    order = await erp.purchase_order("PO-1001")
    assert order is not None, "the order is there when the run begins"
    bill = Bill(
        key="bill-1",
        number="INV-77",
        purchase_order_id=order.id,
        supplier_id=order.supplier_id,
        currency=order.currency,
        total=Decimal("1000.50"),
        issued_on=date(2026, 1, 2),
        memo="January",
    )
    return [await erp.find_bill(bill), await erp.post(bill), await erp.find_bill(bill)]


PROBES: Mapping[str, Sequence[Probe]] = {
    "zendesk": (
        Probe("ticket", read_ticket, options=TICKETS, arrivals=(ARRIVAL,)),
        Probe("apply", apply_change, options=TICKETS, arrivals=(ARRIVAL,), effects=("tickets", "comments")),
        Probe("annotate", annotate_ticket, options=TICKETS, arrivals=(ARRIVAL,), effects=("tickets", "comments")),
    ),
    "salesforce": (Probe("customer", find_customer, options=CUSTOMERS),),
    "slack": (
        Probe("post", post_message, options=CHANNELS, effects=("messages",)),
        Probe("post-in-doubt", post_in_doubt, options=CHANNELS, effects=("messages",)),
    ),
    "openai": (Probe("ask", ask_openai),),
    "anthropic": (Probe("ask", ask_anthropic),),
    "netsuite": (
        Probe("purchase-order", read_order, options=ORDERS),
        Probe("post", post_bill, options=ORDERS, effects=("vendorbills",)),
    ),
}
"""By system: what is run."""
