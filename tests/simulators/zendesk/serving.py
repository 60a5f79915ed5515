"""A stand in a thread of its own, and a receiver of webhooks in another."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.serve.stand import Stand

from .desk import PROJECT


@dataclass
class Served:
    """A help desk on a socket.

    Args:
        url: scheme, host and port.
        credentials: what its administrator gave out.
        client: for control requests.
    """

    url: str
    credentials: dict[str, str]
    client: httpx.Client

    @property
    def netloc(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    def control(self, method: str, name: str, body: Any = None) -> Any:
        """Send a control request and return the answer."""
        response = self.client.request(method, f"{self.url}/__admin/{name}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.control("PUT", "clock", {"advance_seconds": seconds})


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve Zendesk on a stepped clock."""
    ready, stop = threading.Event(), threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        stand = Stand(PROJECT, seed=7, folder=folder, epoch=EPOCH, mode=ClockMode.STEPPED)
        try:
            await stand.serve(["zendesk"])
            found.update(stand.directory()["zendesk"])
            ready.set()
            await asyncio.get_running_loop().run_in_executor(None, stop.wait)
        finally:
            await stand.stop()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(30), "the stand did not come up"
    with httpx.Client(trust_env=False) as client:
        yield Served(found["url"], found["credentials"], client)
    stop.set()
    thread.join(10)


@dataclass
class Mailbox:
    """What arrived at a receiver.

    Args:
        url: where it listens.
        deliveries: headers in lower case and body of each delivery.
        arrived: set with every delivery.
    """

    url: str
    deliveries: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Receive webhooks on a socket and accept them all."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            box.deliveries.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()
            box.arrived.set()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box = Mailbox(f"http://127.0.0.1:{server.server_address[1]}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield box
    server.shutdown()
    server.server_close()
    thread.join(10)
