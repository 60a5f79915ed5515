"""Which systems a reply is made from, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import httpx
import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError, QuotaExceeded
from adapters.outbound.deadline import deadline
from adapters.patterns.personalised_reply.spokes import connect
from adapters.spokes.connection import Surroundings
from adapters.systems.anthropic import AnthropicService
from adapters.systems.openai import OpenAIService
from adapters.systems.salesforce import SalesforceCRM
from adapters.systems.salesforce.history import SalesforceHistory
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import SteppedClock, run

from .fakes import EMAIL, ENVIRONMENT, play_crm


def surroundings(clock: Clock, requests: list[httpx.Request] | None = None, **changes: str) -> Surroundings:
    """Return what connections need; requests to the CRM are noted."""

    def answer(request: httpx.Request) -> httpx.Response:
        if requests is not None:
            requests.append(request)
        return play_crm(request)

    environment: Mapping[str, str] = {**ENVIRONMENT, **changes}
    return Surroundings(
        environment, clock, Random(1), RecordingSink(), lambda role: httpx.MockTransport(answer), concurrency=4
    )


def test_every_port_is_filled() -> None:
    """Two connections to the CRM, one to the AI."""

    async def main(clock: Clock) -> None:
        spokes = connect(surroundings(clock))
        assert isinstance(spokes.crm, SalesforceCRM)
        assert isinstance(spokes.history, SalesforceHistory)
        assert isinstance(spokes.ai, OpenAIService)
        assert list(spokes.connections) == ["account", "history", "ai"]
        await spokes.aclose()
        other = connect(surroundings(clock, AI_SYSTEM="anthropic", AI_MODEL="claude-haiku-4-5-20251001"))
        assert isinstance(other.ai, AnthropicService)
        await other.aclose()

    run(main)


def test_account_and_history_share_a_login_and_no_breaker() -> None:
    """One token for both; the failures of one are not the other's."""

    async def main(clock: Clock) -> None:
        requests: list[httpx.Request] = []
        spokes = connect(surroundings(clock, requests))
        with deadline(clock, 2.0):
            customer, cases = await spokes.crm.customer(EMAIL), await spokes.history.recent(EMAIL, 5)
        assert customer is not None
        assert [case.number for case in cases] == ["00001001"]
        paths = [request.url.path.rsplit("/", 1)[-1] for request in requests]
        assert paths == ["token", "query", "queryAll"]
        account, history, _ = spokes.connections.values()
        assert account.stack.breaker is not history.stack.breaker
        await spokes.aclose()

    run(main)


def test_account_and_history_keep_one_quota() -> None:
    """When one is told to wait, the other waits, too: what they use up is the login's."""

    async def main(clock: Clock) -> None:
        requests: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            throttled = httpx.Response(429, headers={"Retry-After": "30"}, json=[])
            return throttled if request.url.path.endswith("/query") else play_crm(request)

        given = replace(surroundings(clock), transports=lambda _: httpx.MockTransport(answer))
        spokes = connect(given)
        with deadline(clock, 2.0):
            for ask in (spokes.crm.customer(EMAIL), spokes.history.recent(EMAIL, 5)):
                with pytest.raises(QuotaExceeded):
                    await ask
        assert [request.url.path.rsplit("/", 1)[-1] for request in requests] == ["token", "query"]
        await clock.sleep(30.0)
        with deadline(clock, 2.0):
            assert await spokes.history.recent(EMAIL, 5)
        await spokes.aclose()

    run(main)


@pytest.mark.parametrize("role", ["CRM", "AI"])
def test_an_unknown_system_is_refused_with_what_there_is(role: str) -> None:
    """The variable is named."""
    with pytest.raises(ConfigurationError, match=rf"{role}_SYSTEM: no adapter .*; there is [a-z]+"):
        connect(surroundings(SteppedClock(), None, **{f"{role}_SYSTEM": "abacus"}))
