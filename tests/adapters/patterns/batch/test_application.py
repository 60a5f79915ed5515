"""A batch as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest

from adapters.errors import SystemUnavailable
from adapters.inbound.asgi import Application
from adapters.patterns.batch.application import serve_batch
from adapters.stores.errors import StoreUnavailable
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import Numbers, batch_of, memory, store


class Served:
    """An application with its lifespan, which the test drives."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.sent: list[MutableMapping[str, Any]] = []
        self._received: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._live(), name="lifespan")

    async def _live(self) -> None:
        await self.application({"type": "lifespan"}, self._received.get, self._send)

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)

    async def tell(self, kind: str) -> None:
        """Send a message and let it be acted on."""
        await self._received.put({"type": f"lifespan.{kind}"})
        for _ in range(9):
            await asyncio.sleep(0)

    async def crash(self) -> None:
        """End it as a dying process does."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def call(self, method: str, path: str) -> httpx.Response:
        """Call it."""
        transport = httpx.ASGITransport(self.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://batch.test") as client:
            return await client.request(method, path)


def application(clock: FakeClock, closed: list[str], work: Numbers | None = None) -> tuple[Application, Any]:
    """Return an application, and its database."""
    database = store()

    async def close() -> None:
        closed.append("spokes")

    async def open_store() -> Any:
        return database

    made = serve_batch(
        open_store, lambda opened: batch_of(work or Numbers(), clock, database, ListSink()), close, clock
    )
    return made, database


@virtual
async def test_it_lives_and_tells_how(clock: FakeClock) -> None:
    """Status, health, and a run at once, between startup and shutdown."""
    closed: list[str] = []
    work = Numbers()
    served = Served(application(clock, closed, work)[0])
    assert (await served.call("GET", "/status")).status_code == 503
    await served.tell("startup")
    assert served.sent == [{"type": "lifespan.startup.complete"}]
    assert (await served.call("GET", "/healthz")).json() == {"alive": True}
    answer = await served.call("POST", "/runs")
    assert (answer.status_code, answer.headers["location"]) == (202, "/status")
    await clock.sleep(5.0)
    assert (await served.call("GET", "/status")).json()["run"]["applied"] == 7
    assert (await served.call("GET", "/elsewhere")).status_code == 404
    assert (await served.call("DELETE", "/runs")).status_code == 404
    await served.tell("shutdown")
    assert (served.sent[-1], closed) == ({"type": "lifespan.shutdown.complete"}, ["spokes"])
    assert (await served.call("GET", "/healthz")).status_code == 503


@virtual
async def test_a_crash_keeps_the_lease(clock: FakeClock) -> None:
    """Nothing is given up by a process that dies; the store outlives it."""
    work, closed = Numbers(), list[str]()
    made, database = application(clock, closed, work)
    database.close = _nothing  # the test reads it afterwards
    served = Served(made)
    await served.tell("startup")
    work.trouble["open_load"] = [SystemUnavailable("away")] * 99
    await clock.sleep(400.5)
    await served.crash()
    before = clock.elapsed()
    await memory(clock, database).lease()
    assert clock.elapsed() - before > 20.0


async def _nothing() -> None:
    return


@virtual
async def test_a_store_that_cannot_be_opened_fails_the_startup(clock: FakeClock) -> None:
    """With the reason, and nothing left open."""
    closed: list[str] = []

    async def unavailable() -> Any:
        raise StoreUnavailable("the disk is full")

    async def close() -> None:
        closed.append("spokes")

    def make(database: Any) -> Any:
        raise AssertionError(database)

    served = Served(serve_batch(unavailable, make, close, clock))
    await served.tell("startup")
    assert served.sent == [{"type": "lifespan.startup.failed", "message": "the disk is full"}]
    assert closed == ["spokes"]


@virtual
async def test_it_speaks_http_only(clock: FakeClock) -> None:
    """Anything else is the server's mistake."""
    made, _ = application(clock, [])
    with pytest.raises(ValueError, match="websocket"):
        await made({"type": "websocket"}, _no_message, _no_answer)


async def _no_message() -> MutableMapping[str, Any]:
    raise AssertionError


async def _no_answer(message: MutableMapping[str, Any]) -> None:
    raise AssertionError(message)
