"""What the tests of this side put around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from adapters.audit import AuditEvent
from adapters.inbound.asgi import Application


@dataclass
class RecordingSink:
    """Keeps every audit event."""

    events: list[AuditEvent] = field(default_factory=list)

    def record(self, event: AuditEvent) -> None:
        """Keep one event."""
        self.events.append(event)

    def kinds(self, key: str) -> list[str]:
        """Return what happened to ``key``, in order."""
        return [event.kind.value for event in self.events if event.key == key]


@dataclass
class FakeHealth:
    """Health that is told what to say."""

    recovered: dict[str, float | None] = field(default_factory=dict)
    probe_wait_seconds: float = 0.0
    waits: dict[str, float] = field(default_factory=dict)
    careful: set[str] = field(default_factory=set)

    def wait_seconds(self, kind: str) -> float:
        """As set, 0 by default."""
        return self.waits.get(kind, 0.0)

    def is_well(self, kind: str) -> bool:
        """Well unless it was set to be tried with care."""
        return kind not in self.careful

    def systems(self) -> list[str]:
        """The systems that were set."""
        return list(self.recovered)

    def recovered_at(self, system: str) -> float | None:
        """As set."""
        return self.recovered[system]

    def probe_in_seconds(self, system: str) -> float:
        """As set."""
        return self.probe_wait_seconds


@dataclass(frozen=True)
class Answer:
    """What an ASGI application answered."""

    status: int
    headers: Mapping[str, str]
    content: Any


async def request(
    application: Application,
    method: str,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    chunk_bytes: int = 1_000_000,
    disconnect: bool = False,
) -> Answer | None:
    """Send one HTTP request to ``application``; ``None`` when it does not answer."""
    chunks = [body[start : start + chunk_bytes] for start in range(0, len(body), chunk_bytes)] or [b""]
    incoming: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": disconnect or chunk is not chunks[-1]} for chunk in chunks
    ]
    incoming.append({"type": "http.disconnect"})
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    await application({"type": "http", "method": method, "path": unquote(path), "headers": pairs}, receive, send)
    if not sent:
        return None
    got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], got, json.loads(sent[1]["body"]))
