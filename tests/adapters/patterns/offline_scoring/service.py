"""The whole service, with and without an AI."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import httpx

from adapters.clock import Clock
from adapters.inbound.asgi import Application
from adapters.patterns.offline_scoring.application import create
from tests.adapters.inbound.fakes import Answer, RecordingSink, request
from tests.adapters.inbound.virtual_time import run
from tests.adapters.lifespan import Lifespan
from tests.adapters.pipeline.world import CountingTransport, refuse

TEXTS = {"cat": ("the cat says meow", "a purring cat"), "dog": ("the dog says woof", "a barking dog")}


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """Write training sets and return the variables that lead to them."""
    rows = [f"{text},{label}" for label, texts in TEXTS.items() for text in texts]
    (folder / "rows.csv").write_text("\n".join(["text,category", *rows, ""]))
    (folder / "more.csv").write_text("\n".join(["text,category", *rows, "a kitten,cat", "a puppy,dog", ""]))
    given = {"EMBEDDED_DATA": str(folder), "EMBEDDED_SOURCE": "rows", "EMBEDDED_SYNCHRONOUS": "OFF"}
    return {**given, "EMBEDDED_STORE_PATH": str(folder / "s.sqlite"), "EMBEDDED_TRIAL_ANSWERS": "2", **changes}


async def call(application: Application, method: str, path: str, content: object = None) -> Answer:
    """Send a JSON request."""
    answer = await request(application, method, path, b"" if content is None else json.dumps(content).encode())
    assert answer is not None
    return answer


class World:
    """What a service is made with; its AI is away."""

    def __init__(self, folder: Path, clock: Clock, **changes: str) -> None:
        self.clock = clock
        self.sink = RecordingSink()
        self.environment = environment(folder, **changes)
        self.transport = CountingTransport(refuse)

    def create(self) -> Application:
        """Make the service."""

        def transport(role: str) -> httpx.AsyncBaseTransport:
            assert role == "ai"
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
