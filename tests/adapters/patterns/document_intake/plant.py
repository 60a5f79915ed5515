"""The parts of the intake around fakes, and the whole service around a fake workspace."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx

from adapters.canonical import Evidence
from adapters.clock import Clock
from adapters.errors import IntegrationError, NotFound
from adapters.inbound.asgi import Application
from adapters.inbound.store import Store
from adapters.patterns.document_intake.application import create
from adapters.patterns.document_intake.settings import Settings
from adapters.patterns.document_intake.sweep import Sweeper
from adapters.ports.ai import Answer, FormT, Question
from adapters.ports.documents import Document, Notice
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail
from adapters.wake import Wake
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import EPOCH, run
from tests.adapters.lifespan import Lifespan
from tests.adapters.pipeline.vendors import answered
from tests.adapters.pipeline.world import CountingTransport

SIGNING_SECRET = "signing-secret-canary"
EVIDENCE = Evidence(
    model="m", model_version="1", prompt_tokens=1, completion_tokens=1, cost_usd=0.25, latency_seconds=0.1
)
FILING = {"kind": "invoice", "title": "A bill", "summary": "Somebody wants money.", "confidence": 0.9}


def document(document_id: str = "F0AAAAAAAA", created_at: float = EPOCH, **changes: object) -> Document:
    """Return a text document of five bytes."""
    given: dict[str, object] = {
        "id": document_id,
        "name": "bill.txt",
        "media_type": "text/plain",
        "size_bytes": 5,
        "created_at": datetime.fromtimestamp(created_at, UTC),
        "address": "https://files.test/bill.txt",
    }
    return Document.model_validate({**given, **changes})


@dataclass
class FakeDocuments:
    """Documents by id, in a list that can fail."""

    documents: dict[str, Document] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    notice: Notice | None = None
    failure: IntegrationError | None = None
    spans: list[tuple[float, float]] = field(default_factory=list)
    clock: Clock | None = None

    def bring(self, *document_ids: str, created_at: float = EPOCH) -> None:
        """Have documents there."""
        for document_id in document_ids:
            self.documents[document_id] = document(document_id, created_at)

    def verify(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """Say what was set, or fail as was set."""
        if self.failure is not None:
            raise self.failure
        return self.notice

    async def document(self, document_id: str) -> Document:
        """Describe a document."""
        if document_id not in self.documents:
            raise NotFound("gone", system="slack")
        return self.documents[document_id]

    async def content(self, document: Document) -> bytes:
        """Give its content out."""
        return self.contents.get(document.id, b"hello")

    async def time(self) -> float:
        """Tell the time; the clock here is right."""
        if self.failure is not None:
            raise self.failure
        assert self.clock is not None
        return self.clock.now()

    async def created_between(self, since: float, until: float) -> tuple[str, ...]:
        """List documents, and remember what was asked."""
        self.spans.append((since, until))
        if self.failure is not None:
            raise self.failure
        ordered = sorted(self.documents.values(), key=lambda each: each.created_at)
        return tuple(each.id for each in ordered if since <= each.created_at.timestamp() <= until)


@dataclass
class FakeAI:
    """Fills forms in as it is told: one filing or error per question, then the usual filing."""

    script: list[dict[str, Any] | Exception] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Answer."""
        self.asked.append((question.key, question.text))
        said = self.script.pop(0) if self.script else FILING
        if isinstance(said, Exception):
            raise said
        return Answer(question.form.model_validate(said), EVIDENCE)


def settings(folder: Path, **changes: object) -> Settings:
    """Return settings with two kinds."""
    given = {"folder": str(folder), "synchronous": "OFF", "kinds": ("invoice", "report")}
    return Settings.model_validate({**given, **changes})


class Plant:
    """A store, a sweeper and their surroundings."""

    def __init__(self, folder: Path, clock: Clock, **changes: object) -> None:
        self.clock = clock
        self.settings = settings(folder, **changes)
        self.sink = RecordingSink()
        self.trail = Trail(self.sink, clock)
        self.wake = Wake()
        self.documents = FakeDocuments(clock=clock)
        self.store = Store(":memory:", clock=clock, depth_max=self.settings.queue_depth, synchronous="OFF")
        self.database = SqliteDatabase.open(":memory:", synchronous="OFF")
        self.checkpoints = SqlCheckpointStore(self.database, clock)
        self.sweeper = self.make_sweeper()

    def make_sweeper(self) -> Sweeper:
        """Return a sweeper over the same stores, as after a restart."""
        return Sweeper(
            self.store,
            self.documents,
            self.checkpoints,
            self.settings,
            clock=self.clock,
            random=Random(1),
            wake=self.wake,
            trail=self.trail,
        )

    def queued(self) -> list[str]:
        """Take all jobs, and return their keys."""
        return [job.key for job in self.store.receive(1000, ("read",))]


def planted(folder: Path, scenario: Callable[[Plant], Awaitable[None]], **changes: object) -> None:
    """Run ``scenario`` with a plant."""

    async def main(clock: Clock) -> None:
        plant = Plant(folder, clock, **changes)
        await scenario(plant)
        plant.store.close()
        await plant.database.close()

    run(main)


class Workspace:
    """Slack with a few files; posts are kept."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[float, bytes]] = {}
        self.posts: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        method = request.url.path.removeprefix("/api/")
        if method == "conversations.list":
            return answered({"ok": True, "channels": [{"id": "C0DOCUMENT", "name": "documents"}]})
        if method == "conversations.history":
            return answered({"ok": True, "messages": [], "has_more": False})
        if method == "chat.postMessage":
            self.posts.append(json.loads(request.content))
            return answered({"ok": True, "channel": "C0DOCUMENT", "ts": "1760000000.000100"})
        if method == "files.info":
            return answered({"ok": True, "file": self._file(request.url.params["file"])})
        if method == "files.list":
            paging = {"total": len(self.files), "page": 1, "pages": 1, "count": 100}
            return answered({"ok": True, "files": [self._file(each) for each in self.files], "paging": paging})
        assert request.url.host == "files.test"
        assert request.headers["authorization"] == "Bearer xoxb-secret"
        return httpx.Response(200, content=self.files[request.url.path.strip("/")][1])

    def _file(self, file_id: str) -> dict[str, Any]:
        created, content = self.files[file_id]
        address = f"https://files.test/{file_id}"
        said = {"id": file_id, "created": int(created), "name": "bill.txt", "mimetype": "text/plain"}
        return {**said, "size": len(content), "url_private": address}


def ai(request: httpx.Request) -> httpx.Response:
    """Answer as OpenAI: everything is an invoice."""
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": json.loads(request.content)["model"]}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    chunks: list[dict[str, Any]] = [
        {**base, "choices": [{"index": 0, "delta": {"content": json.dumps(FILING)}, "finish_reason": None}]},
        {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**base, "choices": [], "usage": usage},
    ]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, content=events.encode(), headers={"content-type": "text/event-stream"})


class World:
    """What a whole service is made with."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        self.workspace = Workspace()
        self.sink = RecordingSink()
        self.transports: dict[str, CountingTransport] = {}
        self.environment = {
            "INTAKE_FOLDER": str(folder),
            "INTAKE_SYNCHRONOUS": "OFF",
            "INTAKE_KINDS": "invoice, report",
            "CHAT_URL": "https://chat.test",
            "CHAT_FILES_URL": "https://files.test",
            "CHAT_BOT_TOKEN": "xoxb-secret",
            "CHAT_SIGNING_SECRET": SIGNING_SECRET,
            "AI_URL": "https://ai.test",
            "AI_API_KEY": "sk-secret",
        }

    def transport(self, role: str) -> httpx.AsyncBaseTransport:
        """Return the transport of a role."""
        answers: dict[str, Callable[[httpx.Request], httpx.Response]] = {"chat": self.workspace, "ai": ai}
        self.transports[role] = CountingTransport(answers[role])
        return self.transports[role]

    def create(self) -> Application:
        """Make the service."""
        return create(self.environment, clock=self.clock, random=Random(1), transports=self.transport, audit=self.sink)


def signed(body: Mapping[str, object], now: float) -> tuple[bytes, dict[str, str]]:
    """Return a delivery with Slack's signature."""
    content, stamp = json.dumps(body).encode(), str(int(now))
    digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:".encode() + content, hashlib.sha256).hexdigest()
    return content, {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def shared(file_id: str, event_id: str = "Ev01") -> dict[str, object]:
    """Return the delivery that tells of a file."""
    return {"type": "event_callback", "event_id": event_id, "event": {"type": "file_shared", "file_id": file_id}}


def serve(folder: Path, scenario: Callable[[Application, World], Awaitable[None]]) -> World:
    """Run ``scenario`` with a started service, and shut it down."""

    async def main(clock: Clock) -> World:
        world = World(folder, clock)
        application = world.create()
        lifespan = Lifespan(application)
        assert await lifespan.say("startup") == {"type": "lifespan.startup.complete"}
        await scenario(application, world)
        assert await lifespan.say("shutdown") == {"type": "lifespan.shutdown.complete"}
        await lifespan.task
        return world

    return run(main)
