"""A system behind a transport that does what the test says, and a sink that remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from adapters.audit import AuditEvent, AuditKind, Scalar
from adapters.clock import Clock
from adapters.outbound.intent import Intent
from adapters.outbound.reporter import Reporter

URL = "https://api.example.test/v1/things"

Answer = int | Exception | Callable[[httpx.Request], Awaitable[httpx.Response]]
"""A status, an error to raise, or a function that answers."""


@dataclass(frozen=True)
class Sent:
    """One request as it reached the wire."""

    after_seconds: float
    headers: Mapping[str, str]
    body: bytes
    timeout: Mapping[str, float]


class FakeSystem(httpx.AsyncBaseTransport):
    """Gives the answers of a script, one per request, then ``last`` for ever."""

    def __init__(self, clock: Clock, *script: Answer, last: Answer = 200, latency_seconds: float = 0.0) -> None:
        self._clock = clock
        self._started_at = clock.now()
        self._script = list(script)
        self._last = last
        self._latency_seconds = latency_seconds
        self.sent: list[Sent] = []
        self.in_flight = 0
        self.in_flight_most = 0
        self.closed = False

    @property
    def times(self) -> list[float]:
        """When requests came, in seconds since the start, to the millisecond."""
        return [round(sent.after_seconds, 3) for sent in self.sent]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the script says."""
        after = self._clock.now() - self._started_at
        timeout = request.extensions.get("timeout", {})
        assert isinstance(request.stream, httpx.AsyncByteStream)
        body = b"".join([piece async for piece in request.stream])
        self.sent.append(Sent(after, dict(request.headers), body, timeout))
        answer = self._script.pop(0) if self._script else self._last
        self.in_flight += 1
        self.in_flight_most = max(self.in_flight_most, self.in_flight)
        try:
            if self._latency_seconds:
                await self._clock.sleep(self._latency_seconds)
            return await _respond(answer, request)
        finally:
            self.in_flight -= 1

    async def aclose(self) -> None:
        """Remember it."""
        self.closed = True


async def _respond(answer: Answer, request: httpx.Request) -> httpx.Response:
    if isinstance(answer, int):
        return httpx.Response(answer, json={"status": answer})
    if isinstance(answer, Exception):
        raise answer
    return await answer(request)


def answer(
    status: int,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"{}",
    stream: httpx.AsyncByteStream | None = None,
) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
    """Return a function that answers like this, with a body that has not been read."""

    async def give(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, stream=stream or httpx.ByteStream(content))

    return give


class Pieces(httpx.AsyncByteStream):
    """A body that comes piece by piece: bytes to give, seconds to wait, or an error to raise."""

    def __init__(self, clock: Clock, *steps: bytes | float | Exception) -> None:
        self._clock = clock
        self._steps = steps
        self.closed = False
        self.ended = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            for step in self._steps:
                if isinstance(step, bytes):
                    yield step
                elif isinstance(step, Exception):
                    raise step
                else:
                    await self._clock.sleep(step)
        finally:
            self.ended = True

    async def aclose(self) -> None:
        """Remember it."""
        self.closed = True


class ListSink:
    """Remembers every event."""

    def __init__(self) -> None:
        self.events: list[AuditEvent] = []

    def record(self, event: AuditEvent) -> None:
        """Remember ``event``."""
        self.events.append(event)

    def fields(self, kind: AuditKind) -> Sequence[Mapping[str, Scalar]]:
        """Return the fields of the events of one kind."""
        return [event.fields for event in self.events if event.kind is kind]


def reporter(clock: Clock, sink: ListSink | None = None) -> Reporter:
    """Return a reporter for the system called ``thing``."""
    return Reporter("thing", clock, sink or ListSink())


def get(intent: Intent | None = None, url: str = URL, headers: Mapping[str, str] | None = None) -> httpx.Request:
    """Return a GET request."""
    return httpx.Request("GET", url, headers=headers, extensions=intent.extensions() if intent else {})


def post(intent: Intent | None = None, content: bytes = b"{}") -> httpx.Request:
    """Return a POST request."""
    return httpx.Request("POST", URL, content=content, extensions=intent.extensions() if intent else {})
