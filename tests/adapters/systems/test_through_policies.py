"""The spokes behind the policies that they are meant for: what is repeated, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import httpx
import pytest

from adapters.audit import NullSink
from adapters.canonical import Message, Priority, TicketChange
from adapters.errors import ConfigurationError, QuotaExceeded, SystemUnavailable
from adapters.outbound.breaker import BreakerSettings
from adapters.outbound.concurrency import BulkheadSettings
from adapters.outbound.dialect import Dialect
from adapters.outbound.ratelimit import LimiterSettings
from adapters.outbound.retry import RetrySettings
from adapters.outbound.retry_budget import RetryBudgetSettings
from adapters.outbound.stack import Stack, StackSettings, UseCase
from adapters.outbound.timeout import TimeoutSettings
from adapters.systems import openai, salesforce, slack, zendesk
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.openai.player import QUESTION, FakeOpenAI
from tests.adapters.systems.openai.player import SETTINGS as OPENAI
from tests.adapters.systems.salesforce.player import EMAIL, FakeSalesforce, contact, error
from tests.adapters.systems.salesforce.player import SETTINGS as SALESFORCE
from tests.adapters.systems.slack.player import SETTINGS as SLACK
from tests.adapters.systems.slack.player import FakeSlack, refuse_with
from tests.adapters.systems.vendor import Vendor, cut, lose_answer, play, say
from tests.adapters.systems.zendesk.player import SETTINGS as ZENDESK
from tests.adapters.systems.zendesk.player import TICKET_ID, FakeZendesk

USE = UseCase(
    TimeoutSettings(connect_seconds=5.0, read_seconds=10.0, write_seconds=10.0, pool_seconds=5.0, attempt_seconds=20.0),
    RetrySettings(attempts_max=3, delay_seconds=0.5, delay_seconds_max=4.0, retry_after_seconds_max=60.0),
)
MESSAGE = Message(key="k", channel="triage", text="text")
CHANGE = TicketChange(key="k", team="cards", priority=Priority.LOW, tags=(), note="note")

Work = Callable[[httpx.AsyncClient, FakeClock], Coroutine[Any, Any, Any]]


def through(vendor: Vendor, dialect: Dialect, limiter: LimiterSettings, work: Work) -> float:
    """Do ``work`` through all policies; return how long it took."""

    async def main(clock: FakeClock) -> float:
        settings = StackSettings(
            "thing",
            BreakerSettings(
                failures_in_row=5, failure_rate=0.9, samples_min=20, window_seconds=60.0, cool_down_seconds=30.0
            ),
            limiter,
            BulkheadSettings(in_flight_max=8, waiters_max=8, wait_seconds_max=30.0),
            RetryBudgetSettings(ratio=0.2, reserve=10.0),
        )
        wire = httpx.MockTransport(vendor.handle)
        stack = Stack(settings, wire, clock=clock, random=Random(7), sink=NullSink(), dialect=dialect)
        await work(httpx.AsyncClient(transport=stack.transport_for(USE)), clock)
        return clock.elapsed()

    return play(main)


async def post(http: httpx.AsyncClient, clock: FakeClock) -> None:
    """Post a message."""
    await slack.SlackChat(http, SLACK, clock).post(MESSAGE)


async def apply(http: httpx.AsyncClient, clock: FakeClock) -> None:
    """Read a ticket and write on it."""
    helpdesk = zendesk.ZendeskHelpdesk(http, ZENDESK, clock)
    await helpdesk.apply(await helpdesk.ticket(TICKET_ID), CHANGE)


async def look_up(http: httpx.AsyncClient, clock: FakeClock) -> None:
    """Look a customer up."""
    await salesforce.SalesforceCRM(http, SALESFORCE, clock).customer(EMAIL)


async def ask(http: httpx.AsyncClient, clock: FakeClock) -> None:
    """Ask a question."""
    await openai.OpenAIService(http, OPENAI, clock).ask(QUESTION)


def test_a_quota_that_slack_tells_with_200_is_waited_for() -> None:
    """The policies understand the vendor's dialect, and nothing is posted twice."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", refuse_with("ratelimited"))
    through(vendor, slack.DIALECT, slack.LIMITER, post)
    assert vendor.operations() == ["conversations.list", "chat.postMessage", "chat.postMessage"]
    assert len(vendor.posted) == 1


def test_messages_to_one_channel_are_paced() -> None:
    """One a second, by ourselves."""
    vendor = FakeSlack()

    async def three(http: httpx.AsyncClient, clock: FakeClock) -> None:
        chat = slack.SlackChat(http, SLACK, clock)
        for key in ("a", "b", "c"):
            await chat.post(MESSAGE.model_copy(update={"key": key}))

    assert through(vendor, slack.DIALECT, slack.LIMITER, three) == pytest.approx(2.0)
    assert len(vendor.posted) == 3


def test_a_lost_answer_of_a_write_is_not_repeated_but_looked_up() -> None:
    """For chat and help desk alike."""
    chat = FakeSlack()
    chat.disturb("chat.postMessage", lose_answer)
    through(chat, slack.DIALECT, slack.LIMITER, post)
    assert (len(chat.posted), chat.operations().count("chat.postMessage")) == (1, 1)
    desk = FakeZendesk()
    desk.disturb("UpdateTicket", lose_answer)
    through(desk, zendesk.DIALECT, zendesk.LIMITER, apply)
    assert (desk.notes, desk.operations().count("UpdateTicket")) == (["note"], 1)


def test_a_read_is_repeated() -> None:
    """It leaves nothing in doubt."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", lose_answer, say(503, error("SERVER_UNAVAILABLE")))
    through(vendor, salesforce.DIALECT, salesforce.LIMITER, look_up)
    assert vendor.operations() == ["Query"] * 3


def test_salesforces_403_is_a_quota() -> None:
    """It is not waited for in place: a rolling day takes longer than a caller."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", say(403, error("REQUEST_LIMIT_EXCEEDED")))
    with pytest.raises(QuotaExceeded) as caught:
        through(vendor, salesforce.DIALECT, salesforce.LIMITER, look_up)
    assert caught.value.retry_after_seconds == 300.0
    assert vendor.operations() == ["Query"]


def test_retry_after_is_waited_out() -> None:
    """Zendesk says it in seconds."""
    vendor = FakeZendesk()
    vendor.disturb("ShowTicket", say(429, text="exceeded", headers={"Retry-After": "17"}))
    assert through(vendor, zendesk.DIALECT, zendesk.LIMITER, apply) >= 17.0
    assert vendor.notes == ["note"]


def test_a_stream_passes_the_policies() -> None:
    """An overloaded service is asked again, and the answer arrives whole."""
    vendor = FakeOpenAI()
    vendor.disturb("createChatCompletion", say(503, {"error": {"message": "overloaded", "type": "server_error"}}))
    through(vendor, openai.DIALECT, openai.LIMITER, ask)
    assert len(vendor.requests) == 2


def test_spent_money_is_not_asked_for_again() -> None:
    """A 429 that waiting does not heal is final."""
    vendor = FakeOpenAI()
    vendor.disturb("createChatCompletion", say(429, {"error": {"message": "m", "type": "insufficient_quota"}}))
    with pytest.raises(ConfigurationError):
        through(vendor, openai.DIALECT, openai.LIMITER, ask)
    assert len(vendor.requests) == 1


def test_a_stream_that_ends_before_it_begins_can_be_asked_for_again() -> None:
    """It is an outage, not a broken contract."""
    vendor = FakeOpenAI([])
    vendor.disturb("createChatCompletion", cut_before_content)
    with pytest.raises(SystemUnavailable):
        through(vendor, openai.DIALECT, openai.LIMITER, ask)


def cut_before_content(act: Callable[[], httpx.Response]) -> httpx.Response:
    """Close the connection at once."""
    return httpx.Response(200, content=b"", headers={"content-type": "text/event-stream"})


def test_half_a_body_is_not_an_answer() -> None:
    """Without the end of the body the numbers in it mean nothing."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", cut)
    with pytest.raises(Exception, match="not JSON"):
        through(vendor, salesforce.DIALECT, salesforce.LIMITER, look_up)
