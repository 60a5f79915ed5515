"""A CRM, a history and an AI that do what a test says, and a whole service around players of the vendors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from adapters.canonical import Customer, Evidence
from adapters.clock import Clock
from adapters.patterns.personalised_reply.background import Ages, Background, Found, Investigator, Source
from adapters.patterns.personalised_reply.responder import Responder
from adapters.patterns.personalised_reply.writer import Draft, Writer
from adapters.ports import Answer, Question
from adapters.ports.ai import FormT
from adapters.ports.history import PastCase
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink

EMAIL = "ann@mail.example"
QUESTION = "Where is the card I ordered?"
EVIDENCE = Evidence(
    model="model-1",
    model_version="model-1",
    prompt_tokens=100,
    completion_tokens=20,
    cost_usd=0.002,
    latency_seconds=0.5,
)
DRAFT = Draft(reply="It is on its way.", confidence=0.9, explanation="It rests on the delivery time.")
CASE = PastCase(
    number="00001001",
    subject="Card never came",
    status="Closed",
    closed=True,
    opened_at=datetime(2025, 9, 1, 12, tzinfo=UTC),
)


def customer(**changes: object) -> Customer:
    """Return a customer."""
    given = {"id": "003A", "email": EMAIL, "name": "Ann Ode", "account_name": "Ode Ltd", "tier": "Gold"}
    return Customer.model_validate({**given, **changes})


@dataclass
class Scripted:
    """Gives values or raises errors, one a call, the last one for ever, each after some seconds."""

    clock: Clock
    script: list[Any]
    seconds: float = 0.1
    calls: int = 0
    cancelled: int = 0

    async def next(self) -> Any:
        """Give the next one."""
        self.calls += 1
        try:
            await self.clock.sleep(self.seconds)
        except BaseException:
            self.cancelled += 1
            raise
        given = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(given, Exception):
            raise given
        return given


@dataclass
class FakeCRM(Scripted):
    """Knows one customer, or what the script says."""

    async def customer(self, email: str) -> Customer | None:
        """Give the next customer."""
        found: Customer | None = await self.next()
        return found


@dataclass
class FakeHistory(Scripted):
    """Knows one case, or what the script says."""

    limits: list[int] = field(default_factory=list)

    async def recent(self, email: str, limit: int) -> tuple[PastCase, ...]:
        """Give the next history."""
        self.limits.append(limit)
        found: tuple[PastCase, ...] = await self.next()
        return found


@dataclass
class FakeAI(Scripted):
    """Writes what the script says."""

    questions: list[Question[Any]] = field(default_factory=list)
    evidence: Evidence = EVIDENCE

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Give the next draft."""
        self.questions.append(question)
        form: Any = await self.next()
        return Answer(form, self.evidence)


@dataclass
class Systems:
    """All three, and the trail."""

    clock: Clock
    crm: FakeCRM
    history: FakeHistory
    ai: FakeAI
    sink: RecordingSink = field(default_factory=RecordingSink)

    @classmethod
    def well(cls, clock: Clock) -> Systems:
        """Return systems that answer at once and in good order."""
        return cls(clock, FakeCRM(clock, [customer()]), FakeHistory(clock, [(CASE,)]), FakeAI(clock, [DRAFT]))

    @property
    def trail(self) -> Trail:
        """The trail."""
        return Trail(self.sink, self.clock)

    def investigator(self, **changes: Any) -> Investigator:
        """Return an investigator over them."""
        given: dict[str, Any] = {
            "budget_seconds": 2.0,
            "cases": 5,
            "ages": Ages(fresh_seconds=60.0, stale_seconds_max=3600.0),
            "remembered_max": 10,
        }
        return Investigator(self.crm, self.history, clock=self.clock, trail=self.trail, **(given | changes))

    def writer(self, **changes: Any) -> Writer:
        """Return a writer over them."""
        given: dict[str, Any] = {"tries_max": 2, "reply_seconds_max": 3600.0, "remembered_max": 10}
        return Writer(self.ai, clock=self.clock, trail=self.trail, **(given | changes))

    def responder(self, confidence_min: float = 0.5) -> Responder:
        """Return a responder over them."""
        return Responder(
            self.investigator(), self.writer(), clock=self.clock, trail=self.trail, confidence_min=confidence_min
        )


def known(history: tuple[PastCase, ...] | None = (CASE,), **changes: object) -> Background:
    """Return what is known when both parts were found, or the history was not."""
    found = Found(history, Source.SYSTEM, 0.0) if history is not None else Found(None, Source.NONE, None, "too-slow")
    return Background(Found(customer(**changes), Source.SYSTEM, 0.0), found)


ENVIRONMENT: Mapping[str, str] = {
    "REPLY_STORE_PATH": ":memory:",
    "REPLY_STORE_SYNCHRONOUS": "OFF",
    "CRM_URL": "https://crm.test",
    "CRM_CLIENT_ID": "replies",
    "CRM_CLIENT_SECRET": "crm-secret-canary",
    "AI_URL": "https://ai.test",
    "AI_API_KEY": "sk-secret-canary",
    "AI_MODEL": "gpt-4.1-mini-2025-04-14",
}
JSON = {"content-type": "application/json; charset=utf-8"}


def answered(content: object, status: int = 200) -> httpx.Response:
    """Return a JSON answer."""
    return httpx.Response(status, content=json.dumps(content).encode(), headers=JSON)


def play_crm(request: httpx.Request) -> httpx.Response:
    """Answer as Salesforce, which knows one customer with one case, and nobody else."""
    if request.url.path.endswith("/oauth2/token"):
        return answered({"access_token": "st", "instance_url": "https://crm.test", "token_type": "Bearer"})
    question = request.url.params["q"]
    if f"'{EMAIL}'" not in question:
        return answered({"totalSize": 0, "done": True, "records": []})
    row = case_row() if "FROM Case" in question else contact_row()
    return answered({"totalSize": 1, "done": True, "records": [row]})


def contact_row() -> dict[str, Any]:
    """Return the customer as Salesforce tells it."""
    account = {"attributes": {}, "Id": "001000000000001AAA", "Name": "Ode Ltd", "SLA__c": "Gold"}
    return {
        "attributes": {"type": "Contact"},
        "Id": "003000000000001AAA",
        "Email": EMAIL,
        "Name": "Ann Ode",
        "CreatedDate": "2024-01-01T00:00:00.000+0000",
        "AccountId": "001000000000001AAA",
        "Account": account,
    }


def case_row(**fields: object) -> dict[str, Any]:
    """Return a case as Salesforce tells it."""
    return {
        "attributes": {"type": "Case"},
        "Id": "500000000000001AAA",
        "CaseNumber": "00001001",
        "Subject": "Card never came",
        "Status": "Closed",
        "IsClosed": True,
        "CreatedDate": "2025-09-01T12:00:00.000+0000",
        "Contact": {"attributes": {"type": "Contact"}, "Email": EMAIL},
    } | fields


def play_ai(request: httpx.Request) -> httpx.Response:
    """Answer as OpenAI, streaming one reply."""
    asked = json.loads(request.content)
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": asked["model"]}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    chunks: list[Mapping[str, Any]] = [
        {**base, "choices": [{"index": 0, "delta": {"content": DRAFT.model_dump_json()}, "finish_reason": None}]},
        {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**base, "choices": [], "usage": usage},
    ]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, content=events.encode(), headers={"content-type": "text/event-stream"})


def vendors(role: str) -> httpx.AsyncBaseTransport:
    """Return the transport to a player."""
    return httpx.MockTransport({"crm": play_crm, "ai": play_ai}[role])
