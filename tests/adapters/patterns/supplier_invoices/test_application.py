"""The life of the service."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from adapters.errors import ConfigurationError
from adapters.inbound.asgi import Application
from adapters.patterns.supplier_invoices.application import create
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.inbound.fakes import RecordingSink, request

from .world import ENVIRONMENT, Refusing


def service(clock: FakeClock, environment: Mapping[str, str] = ENVIRONMENT) -> Application:
    """The service in a world in which every system is away."""
    return create(environment, clock=clock, random=Random(1), transports=lambda role: Refusing(), audit=RecordingSink())


async def live(application: Application, inside: Any = None) -> list[str]:
    """Start the service, do something, and shut it down; return what it said."""
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    incoming.put_nowait({"type": "lifespan.startup"})

    async def run() -> None:
        await application({"type": "lifespan"}, incoming.get, said.put)

    running = asyncio.create_task(run())
    first = await said.get()
    if first["type"].endswith("complete"):
        if inside is not None:
            await inside()
        incoming.put_nowait({"type": "lifespan.shutdown"})
    await running
    return [first["type"], *(said.get_nowait()["type"] for _ in range(said.qsize()))]


@virtual
async def test_it_starts_serves_and_stops(clock: FakeClock) -> None:
    """Before and after it answers 503."""
    application = service(clock)

    async def inside() -> None:
        answer = await request(application, "GET", "/healthz")
        assert answer is not None
        assert answer.status == 200

    assert await live(application, inside) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    answer = await request(application, "GET", "/healthz")
    assert answer is not None
    assert answer.status == 503


@virtual
async def test_it_says_why_it_does_not_start(clock: FakeClock) -> None:
    """A broker that is none is found out at startup."""
    application = service(clock, {**ENVIRONMENT, "BROKER_URL": "kafka://host"})
    assert await live(application) == ["lifespan.startup.failed"]


@virtual
async def test_a_wrong_variable_is_named_at_once(clock: FakeClock) -> None:
    """Before there is a service."""
    with pytest.raises(ConfigurationError, match="INVOICES_LANES"):
        service(clock, {**ENVIRONMENT, "INVOICES_LANES": "0"})


@virtual
async def test_it_speaks_http_alone(clock: FakeClock) -> None:
    """Anything else is a mistake of the server's."""
    application = service(clock)
    with pytest.raises(ValueError, match="websocket"):
        await application({"type": "websocket"}, None, None)  # type: ignore[arg-type]  # never used
    await live(application)
