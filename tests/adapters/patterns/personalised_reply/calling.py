"""A started service in virtual time, and callers of its interface who may hang up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import httpx

from adapters.clock import Clock
from adapters.inbound.asgi import Application
from adapters.patterns.personalised_reply.application import create
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run

from .fakes import EMAIL, ENVIRONMENT, QUESTION, play_ai, play_crm

ResultT = TypeVar("ResultT")
Player = Callable[[httpx.Request], httpx.Response]


class Line(httpx.AsyncBaseTransport):
    """The way to one player: how long it takes, what came through, what was cut off, and whether it is closed."""

    def __init__(self, clock: Clock, player: Player) -> None:
        self._clock = clock
        self.player = player
        self.seconds = 0.1
        self.requests: list[httpx.Request] = []
        self.cancelled = 0
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Let one request through."""
        self.requests.append(request)
        try:
            await self._clock.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return self.player(request)

    async def aclose(self) -> None:
        """Note that it is closed."""
        self.closed = True


@dataclass(frozen=True)
class Got:
    """What a caller got."""

    status: int
    headers: Mapping[str, str]
    content: Any


class World:
    """A service, its systems, and its callers."""

    def __init__(self, clock: Clock, /, **changes: str) -> None:
        self.clock = clock
        self.sink = RecordingSink()
        self.ai = Line(clock, play_ai)
        self.crm = Line(clock, play_crm)
        self.application: Application = create(
            {**ENVIRONMENT, **changes},
            clock=clock,
            random=Random(1),
            transports=lambda role: {"ai": self.ai, "crm": self.crm}[role],
            audit=self.sink,
        )
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._outbox: asyncio.Queue[Any] = asyncio.Queue()

    async def begin(self) -> dict[str, Any]:
        """Start the service and return what it says to that."""
        lifespan = self.application({"type": "lifespan"}, self._inbox.get, self._outbox.put)
        self.lifespan = asyncio.ensure_future(lifespan)
        return await self.say("lifespan.startup")

    async def say(self, phase: str) -> dict[str, Any]:
        """Tell the service something of its life and return what it says to that."""
        await self._inbox.put({"type": phase})
        answer: dict[str, Any] = await self._outbox.get()
        return answer

    async def ask(self, key: str | None = "k-1", *, leaves_after: float | None = None, **body: Any) -> Got | None:
        """Ask a question; ``None`` when the caller hung up before there was an answer."""
        headers = {"content-type": "application/json", **({"idempotency-key": key} if key else {})}
        content = {"customer_email": EMAIL, "question": QUESTION, **body}
        return await self.call("POST", "/v1/replies", json.dumps(content).encode(), headers, leaves_after)

    async def answer(self, key: str | None = "k-1", **body: Any) -> Got:
        """Ask a question and wait for the answer."""
        got = await self.ask(key, **body)
        assert got is not None
        return got

    async def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        leaves_after: float | None = None,
    ) -> Got | None:
        """Send one request; a caller who ``leaves_after`` some seconds is reported the way servers do."""
        incoming = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Mapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if incoming:
                return incoming.pop()
            await self.clock.sleep(leaves_after if leaves_after is not None else 1e6)
            return {"type": "http.disconnect"}

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        pairs = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        scope = {"type": "http", "method": method, "path": path, "headers": pairs}
        await self.application(scope, receive, send)
        if not sent:
            return None
        got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Got(sent[0]["status"], got, json.loads(sent[1]["body"]))


def serve(scenario: Callable[[World], Coroutine[Any, Any, ResultT] | Awaitable[ResultT]], **changes: str) -> ResultT:
    """Run ``scenario`` with a started service, and shut it down."""

    async def main(clock: Clock) -> ResultT:
        world = World(clock, **changes)
        assert (await world.begin())["type"] == "lifespan.startup.complete"
        try:
            return await scenario(world)
        finally:
            assert (await world.say("lifespan.shutdown"))["type"] == "lifespan.shutdown.complete"
            await world.lifespan

    return run(main)
