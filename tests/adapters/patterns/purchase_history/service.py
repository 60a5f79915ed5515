"""The whole service over a warehouse in SQLite, with a fake chat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx

from adapters.clock import Clock
from adapters.inbound.asgi import Application
from adapters.patterns.purchase_history.application import create
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run
from tests.adapters.lifespan import Lifespan
from tests.adapters.pipeline.vendors import answered
from tests.adapters.pipeline.world import CountingTransport

ROWS = "".join(f"p-{number},c-1,{number},chair,{number}.50,EUR\n" for number in range(5))
PURCHASES = "/v1/customers/c-1/purchases"


@dataclass(frozen=True)
class Reply:
    """What the service answered, in the pieces in which it came."""

    status: int
    headers: Mapping[str, str]
    pieces: list[bytes]

    @property
    def content(self) -> Any:
        """The answer as JSON."""
        return json.loads(b"".join(self.pieces))

    @property
    def lines(self) -> list[Any]:
        """The answer as lines of JSON."""
        return [json.loads(line) for line in b"".join(self.pieces).splitlines()]


async def get(application: Application, path: str, accept: str = "", method: str = "GET", body: bytes = b"") -> Reply:
    """Send one request."""
    sent: list[dict[str, Any]] = []
    where, _, query = path.partition("?")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": where, "query_string": query.encode()}
    await application({**scope, "headers": [(b"accept", accept.encode())]}, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * (len(sent) - 2) + [False]
    return Reply(sent[0]["status"], headers, [message["body"] for message in sent[1:]])


class Chat:
    """Slack with one channel; ``away`` makes it refuse connections."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.away = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        if request.url.path.endswith("/conversations.list"):
            return answered({"ok": True, "channels": [{"id": "C0CUSTOMERS", "name": "customers-eur"}]})
        if request.url.path.endswith("/conversations.history"):
            said = [{"ts": "1760000000.000100", "bot_id": "B1", "metadata": post["metadata"]} for post in self.posts]
            return answered({"ok": True, "messages": said, "has_more": False})
        self.posts.append(json.loads(request.content))
        return answered({"ok": True, "channel": "C0CUSTOMERS", "ts": "1760000000.000100"})

    @property
    def told(self) -> list[str]:
        """The purchases that were told."""
        return [post["metadata"]["event_payload"]["purchase_id"] for post in self.posts]


class World:
    """What a service is made with."""

    def __init__(self, folder: Path, clock: Clock, **changes: str) -> None:
        (folder / "rows.csv").write_text("id,customer,at_seconds,product,amount,currency\n" + ROWS)
        self.clock = clock
        self.sink = RecordingSink()
        self.chat = Chat()
        self.transport = CountingTransport(self.chat)
        self.environment = {
            "PURCHASES_FOLDER": str(folder),
            "PURCHASES_SYNCHRONOUS": "OFF",
            "PURCHASES_LOAD": str(folder / "rows.csv"),
            "CHAT_URL": "https://chat.test",
            "CHAT_BOT_TOKEN": "xoxb-secret",
            **changes,
        }

    def create(self) -> Application:
        """Make the service."""

        def transport(role: str) -> httpx.AsyncBaseTransport:
            assert role == "chat"
            return self.transport

        return create(self.environment, clock=self.clock, random=Random(1), transports=transport, audit=self.sink)


def serve(folder: Path, scenario: Callable[[Application, World], Awaitable[None]], **changes: str) -> World:
    """Run ``scenario`` with a started service, and shut it down."""

    async def main(clock: Clock) -> World:
        world = World(folder, clock, **changes)
        application = world.create()
        lifespan = Lifespan(application)
        assert await lifespan.say("startup") == {"type": "lifespan.startup.complete"}
        await scenario(application, world)
        assert await lifespan.say("shutdown") == {"type": "lifespan.shutdown.complete"}
        await lifespan.task
        return world

    return run(main)


async def until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait, at most ``seconds`` of virtual time, until ``condition`` holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # what is waited for is told by a fake vendor, not by an event
            await asyncio.sleep(0.1)
