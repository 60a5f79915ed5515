"""The workspace on a real socket, and a real receiver of its events."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import orjson

from windtunnel.content.project import Project
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.serve.stand import Stand
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

from .conformance import Conformance, identified

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 30.0
GLANCES_MAX = 5000
GLANCE_SECONDS = 0.05


class Served:
    """A stand in a thread of its own, with a clock that moves when it is told to.

    Args:
        folder: where the CA file is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.complaints: list[str] = []

    def start(self) -> None:
        """Serve."""
        self._thread.start()
        assert self._ready.wait(PATIENCE_SECONDS)
        entry = self._stand.directory()["slack"]
        self.url: str = entry["url"]
        self.credentials: dict[str, str] = entry["credentials"]
        self._admin = httpx.Client(base_url=entry["admin_url"], timeout=PATIENCE_SECONDS)

    def stop(self) -> None:
        """Stop serving."""
        self._admin.close()
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(PATIENCE_SECONDS)

    def admin(self, verb: str, name: str, body: Any = None) -> Any:
        """Send a control request and return its answer."""
        answer = self._admin.request(verb, name, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.admin("PUT", "clock", {"advance_seconds": seconds})

    def wait_for_failures(self, count: int) -> None:
        """Return once the simulator knows that so many deliveries were refused."""
        for _ in range(GLANCES_MAX):
            attempts = self.admin("GET", "webhooks")["attempts"]
            if sum(1 for each in attempts if each["status"] == 500) >= count:
                return
        raise AssertionError("the outcome never came")

    def now(self) -> float:
        """Return what the clock shows."""
        now: float = self.admin("GET", "clock")["now"]
        return now

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._done = asyncio.Event()
        self._stand = Stand(Project(ROOT), seed=1, folder=self._folder, epoch=EPOCH, mode=ClockMode.STEPPED)
        await self._stand.serve(["slack"])
        self._watch(self._stand.systems["slack"])
        self._ready.set()
        await self._done.wait()
        await self._stand.stop()

    def _watch(self, system: System) -> None:
        handle, conformance = system.handle, Conformance(system.contract)

        def watched(request: Request) -> Response:
            response = handle(request)
            operation_id = identified(system, request)
            try:
                if operation_id:
                    conformance.check(operation_id, response)
            except AssertionError as error:
                self.complaints.append(str(error))
            return response

        system.handle = watched  # type: ignore[method-assign]


@dataclass(frozen=True)
class Received:
    """A request that reached the receiver."""

    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """The JSON body."""
        content: dict[str, Any] = orjson.loads(self.body)
        return content


class EventReceiver:
    """Serves the app's request address: the challenge is answered, statuses for what follows are taken from a list."""

    def __init__(self) -> None:
        self.received: queue.Queue[Received] = queue.Queue()
        self.statuses: list[int] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The request address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/slack/events"

    def next(self, served: Served) -> Received:
        """Return the next request, letting what is due at ``served`` happen until it comes."""
        for _ in range(int(PATIENCE_SECONDS / GLANCE_SECONDS)):
            served.advance(0)
            with suppress(queue.Empty):
                return self.received.get(timeout=GLANCE_SECONDS)
        raise AssertionError("nothing came")

    def start(self) -> None:
        """Serve."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE_SECONDS)

    def _handler(receiver) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                received = Received({name.lower(): value for name, value in self.headers.items()}, body)
                is_challenge = received.body.startswith(b"{") and "challenge" in received.payload
                status = 200 if is_challenge or not receiver.statuses else receiver.statuses.pop(0)
                answer = received.payload["challenge"].encode() if is_challenge else b""
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                receiver.received.put(received)

            def log_message(self, format: str, *arguments: Any) -> None:
                """Say nothing."""

        return Handler


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a workspace for a while."""
    served = Served(folder)
    served.start()
    try:
        yield served
    finally:
        served.stop()
