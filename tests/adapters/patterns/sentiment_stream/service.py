"""The parts of the stream around fakes, and the whole service around fake vendors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx

from adapters.clock import Clock
from adapters.inbound.asgi import Application
from adapters.inbound.store import Store
from adapters.patterns.sentiment_stream.application import create
from adapters.patterns.sentiment_stream.consumer import Consumer
from adapters.patterns.sentiment_stream.events import Event
from adapters.patterns.sentiment_stream.log import Log
from adapters.patterns.sentiment_stream.settings import Settings
from adapters.stores.opening import part_of
from adapters.trail import Trail
from adapters.wake import Wake
from tests.adapters.inbound.fakes import Answer, RecordingSink, request
from tests.adapters.inbound.virtual_time import EPOCH, run
from tests.adapters.lifespan import Lifespan
from tests.adapters.pipeline.vendors import answered
from tests.adapters.pipeline.world import CountingTransport

BASE = EPOCH // 60 * 60
"""The beginning of a minute: windows of a minute begin here."""


def event(id: str, seconds: float = 0.0, text: str = "All is well") -> Event:
    """Return an event, ``seconds`` after the beginning of the first window."""
    return Event.model_validate(body(id, seconds, text))


def body(id: str, seconds: float = 0.0, text: str = "All is well") -> dict[str, Any]:
    """Return an event as producers send it."""
    return {"id": id, "source": "survey", "occurred_at": _moment(BASE + seconds), "text": text}


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def settings(folder: Path | str, **changes: object) -> Settings:
    """Return settings with windows of a minute that close at once."""
    given = {"folder": str(folder), "synchronous": "OFF", "out_of_order_seconds": 10.0, "lateness_seconds": 20.0}
    return Settings.model_validate({**given, **changes})


class Plant:
    """A consumer with its log and its store, without workers."""

    def __init__(self, log: Log, clock: Clock, settings: Settings) -> None:
        self.log = log
        self.clock = clock
        self.sink = RecordingSink()
        self.store = Store(part_of(settings.folder, "queue.sqlite"), clock=clock, synchronous="OFF")
        self.consumer = Consumer(
            log,
            self.store,
            settings,
            clock=clock,
            wake=Wake(),
            jobs_wake=Wake(),
            trail=Trail(self.sink, clock),
        )

    @classmethod
    async def open(cls, clock: Clock, settings: Settings) -> Plant:
        """Open the files."""
        log = await Log.open(part_of(settings.folder, "stream.sqlite"), clock, synchronous="OFF")
        plant = cls(log, clock, settings)
        await plant.consumer.load()
        return plant

    async def say(self, *events: Event) -> None:
        """Append events and let the consumer have a turn."""
        await self.log.append(events, 1000)
        await self.consumer.turn()

    async def classify_all(self, **sentiments: str) -> None:
        """Record sentiments by id, neutral ones for the others, and finish the jobs."""
        for job in self.store.receive(1000, ("classify",)):
            name = sentiments.get(job.key.partition(":")[2], "neutral")
            await self.log.classified(int(job.payload["position"]), name, 0.9)
            self.store.acknowledge(job)

    async def close(self) -> None:
        """Close the files."""
        self.store.close()
        await self.log.close()


def planted(folder: Path, scenario: Callable[[Plant], Awaitable[None]], **changes: object) -> None:
    """Run ``scenario`` with a plant."""

    async def main(clock: Clock) -> None:
        plant = await Plant.open(clock, settings(folder, **changes))
        await scenario(plant)
        await plant.close()

    run(main)


class Chat:
    """Slack with the channels of the stream; ``away`` makes it refuse connections."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.away = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        if request.url.path.endswith("/conversations.list"):
            names = {"C0SURVEY00": "voice-survey", "C0ALERTS00": "sentiment-alerts"}
            return answered({"ok": True, "channels": [{"id": id, "name": name} for id, name in names.items()]})
        if request.url.path.endswith("/conversations.history"):
            said = [{"ts": "1760000000.000100", "bot_id": "B1", "metadata": post["metadata"]} for post in self.posts]
            return answered({"ok": True, "messages": said, "has_more": False})
        self.posts.append(json.loads(request.content))
        return answered({"ok": True, "channel": self.posts[-1]["channel"], "ts": "1760000000.000100"})

    def told(self, field: str) -> list[str]:
        """Return a field of the posted messages that have it."""
        payloads = [post["metadata"]["event_payload"] for post in self.posts]
        return [payload[field] for payload in payloads if field in payload]


def ai(request: httpx.Request) -> httpx.Response:
    """Answer as OpenAI: a text with "bad" in it is negative, others are positive."""
    asked = json.loads(request.content)
    category = "negative" if "bad" in asked["messages"][-1]["content"] else "positive"
    said = json.dumps({"category": category, "confidence": 0.93, "explanation": "It says so."})
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": asked["model"]}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    chunks: list[dict[str, Any]] = [
        {**base, "choices": [{"index": 0, "delta": {"content": said}, "finish_reason": None}]},
        {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**base, "choices": [], "usage": usage},
    ]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, content=events.encode(), headers={"content-type": "text/event-stream"})


class World:
    """What a whole service is made with."""

    def __init__(self, folder: Path, clock: Clock, **changes: str) -> None:
        self.clock = clock
        self.chat = Chat()
        self.sink = RecordingSink()
        self.transports: dict[str, CountingTransport] = {}
        self.environment = {
            "STREAM_FOLDER": str(folder),
            "STREAM_SYNCHRONOUS": "OFF",
            "CHAT_URL": "https://chat.test",
            "CHAT_BOT_TOKEN": "xoxb-secret",
            "AI_URL": "https://ai.test",
            "AI_API_KEY": "sk-secret",
            **changes,
        }

    def transport(self, role: str) -> httpx.AsyncBaseTransport:
        """Return the transport of a role."""
        answers: dict[str, Callable[[httpx.Request], httpx.Response]] = {"chat": self.chat, "ai": ai}
        self.transports[role] = CountingTransport(answers[role])
        return self.transports[role]

    def create(self) -> Application:
        """Make the service."""
        return create(self.environment, clock=self.clock, random=Random(1), transports=self.transport, audit=self.sink)


async def call(application: Application, method: str, path: str, content: object = None) -> Answer:
    """Send a JSON request."""
    sent = b"" if content is None else json.dumps(content).encode()
    answer = await request(application, method, path, sent)
    assert answer is not None
    return answer


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
