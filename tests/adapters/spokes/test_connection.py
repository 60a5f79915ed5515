"""The way to one system."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from adapters.clock import Clock
from adapters.errors import BreakerOpen, ConfigurationError, QuotaExceeded
from adapters.outbound.breaker import BreakerState
from adapters.outbound.dialect import HTTP
from adapters.outbound.ratelimit import LimiterSettings
from adapters.spokes.connection import BACKGROUND, BREAKER, COOL_DOWN, HASTY, INTERACTIVE, Connection
from tests.adapters.inbound.virtual_time import run
from tests.adapters.pipeline.world import World


class Silent(httpx.AsyncBaseTransport):
    """Never answers."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")


def connection_in(world: World) -> Connection:
    """Return a connection to a CRM."""
    limiter = LimiterSettings(rate=None)
    return Connection("crm", "salesforce", world.surroundings(), limiter=limiter, dialect=HTTP)


def test_all_clients_and_the_token_endpoint_share_one_breaker() -> None:
    """Failures of one open it for all: nothing is sent any more, no token request either."""

    async def main(clock: Clock) -> None:
        world = World(clock)
        made = connection_in(world)
        tokens = made.token_transport()
        for _ in range(BREAKER.failures_in_row):
            with pytest.raises(httpx.ConnectError):
                await tokens.handle_async_request(httpx.Request("POST", "https://crm.test/token"))
        assert made.stack.breaker.state is BreakerState.OPEN
        sent = len(world.transports["crm"].requests)
        for use_case in (INTERACTIVE, BACKGROUND):
            with pytest.raises(BreakerOpen):
                await made.client(use_case).send(httpx.Request("GET", "https://crm.test/"))
        with pytest.raises(BreakerOpen):
            await tokens.handle_async_request(httpx.Request("POST", "https://crm.test/token"))
        assert len(world.transports["crm"].requests) == sent
        await made.aclose()
        assert world.transports["crm"].closed

    run(main)


def test_a_pause_that_the_system_asks_for_is_one_for_token_requests_too() -> None:
    """They count against the same quota; one that would have to wait too long is refused and says so."""

    async def main(clock: Clock) -> None:
        world = World(clock)
        made = connection_in(world)
        tokens, request = made.token_transport(), httpx.Request("GET", "https://crm.test/")
        began = clock.steady()
        made.stack.limiter.learn(request, httpx.Response(429, headers={"Retry-After": "7"}))
        with pytest.raises(httpx.ConnectError):
            await tokens.handle_async_request(httpx.Request("POST", "https://crm.test/token"))
        assert clock.steady() - began >= 7.0
        made.stack.limiter.learn(request, httpx.Response(429, headers={"Retry-After": "900"}))
        sent = len(world.transports["crm"].requests)
        with pytest.raises(QuotaExceeded) as refused:
            await tokens.handle_async_request(httpx.Request("POST", "https://crm.test/token"))
        assert refused.value.retry_after_seconds == pytest.approx(900.0)
        assert len(world.transports["crm"].requests) == sent
        await made.aclose()

    run(main)


def test_a_request_that_is_held_back_asks_for_no_token() -> None:
    """The breaker stands before the authentication: a token source must not take its refusal for its own failure."""
    asked: list[httpx.Request] = []

    class Asking(httpx.AsyncBaseTransport):
        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self._inner = inner

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return await self._inner.handle_async_request(request)

    async def main(clock: Clock) -> None:
        made = connection_in(World(clock))
        made.sign_in(Asking)
        client = made.client(INTERACTIVE)
        for _ in range(BREAKER.failures_in_row):
            made.stack.breaker.settle(made.stack.breaker.admit(), success=False)
        with pytest.raises(BreakerOpen):
            await client.send(httpx.Request("GET", "https://crm.test/"))
        await made.aclose()

    run(main)
    assert asked == []


def test_requests_are_signed_in_by_the_policy_that_is_set() -> None:
    """It can be set after the connection is made, since it needs the connection for its tokens."""

    class Signing(httpx.AsyncBaseTransport):
        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self._inner = inner

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            request.headers["Authorization"] = "Bearer t"
            return await self._inner.handle_async_request(request)

    async def main(clock: Clock) -> list[str]:
        world = World(clock, {"crm": lambda request: httpx.Response(200, json={})})
        made = connection_in(world)
        made.sign_in(Signing)
        await made.client(BACKGROUND).send(httpx.Request("GET", "https://crm.test/"))
        await made.aclose()
        return [request.headers["Authorization"] for request in world.transports["crm"].requests]

    assert run(main) == ["Bearer t"]


def test_how_long_breakers_stay_open_can_be_set() -> None:
    """For every system at once; what is no number of seconds is refused by the variable's name."""

    async def main(clock: Clock) -> None:
        world = World(clock)
        limiter = LimiterSettings(rate=None)
        given = replace(world.surroundings(), environment={COOL_DOWN: "2.5"})
        made = Connection("crm", "salesforce", given, limiter=limiter, dialect=HTTP)
        for _ in range(BREAKER.failures_in_row):
            made.stack.breaker.settle(made.stack.breaker.admit(), False)
        with pytest.raises(BreakerOpen) as refusal:
            made.stack.breaker.check()
        assert refusal.value.retry_after_seconds == 2.5
        await made.aclose()
        for wrong in ("soon", "0", "-1", "nan", "inf"):
            with pytest.raises(ConfigurationError, match=f"{COOL_DOWN}: must be a number of seconds above 0"):
                surroundings = replace(given, environment={COOL_DOWN: wrong})
                Connection("crm", "salesforce", surroundings, limiter=limiter, dialect=HTTP)

    run(main)


@pytest.mark.parametrize(("signing_in", "seconds"), [({}, 15.0), ({"signing_in": HASTY}, 7.5)], ids=["usual", "hasty"])
def test_a_token_endpoint_has_as_long_as_callers_can_wait(signing_in: dict[str, Any], seconds: float) -> None:
    """They all wait for the one who asks; and where nobody is in a hurry, a slow endpoint gives tokens all the same."""

    async def main(clock: Clock) -> float:
        world = World(clock)
        silent = Silent()
        surroundings = replace(world.surroundings(), transports=lambda _: silent, **signing_in)
        made = Connection("crm", "salesforce", surroundings, limiter=LimiterSettings(rate=None), dialect=HTTP)
        begun_at = clock.steady()
        with pytest.raises(httpx.TimeoutException):
            await made.token_transport().handle_async_request(httpx.Request("POST", "https://crm.test/token"))
        await made.aclose()
        return clock.steady() - begun_at

    assert run(main) == pytest.approx(seconds)
