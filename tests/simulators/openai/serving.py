"""The simulator on a real socket, in a thread of its own, with a clock that only its control API moves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.simulators.openai.desk import project
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.serve.stand import Stand

STARTED_SECONDS_MAX = 20


class Served:
    """A served simulator and its control API.

    Args:
        entry: how to reach it, as ``windtunnel up --json`` tells.
    """

    def __init__(self, entry: dict[str, Any]) -> None:
        self.url = f"{entry['url']}/v1"
        self.key = entry["credentials"]["api_key"]
        self.webhook_secret = entry["credentials"]["webhook_secret"]
        self._admin = httpx.Client(base_url=entry["admin_url"], verify=False, trust_env=False)

    def control(self, method: str, name: str, body: Any = None) -> Any:
        """Call the control API and return its answer."""
        answer = self._admin.request(method, name, json=body)
        answer.raise_for_status()
        return answer.json()

    def close(self) -> None:
        """Close the connection to the control API."""
        self._admin.close()

    def advance(self, seconds: float) -> float:
        """Move the clock and return what it shows."""
        return float(self.control("PUT", "clock", {"advance_seconds": seconds})["now"])


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the simulator until the end of the block."""
    ready, stopped = threading.Event(), threading.Event()
    told: dict[str, Any] = {}
    thread = threading.Thread(target=lambda: asyncio.run(_serve(folder, told, ready, stopped)), daemon=True)
    thread.start()
    assert ready.wait(STARTED_SECONDS_MAX), "the simulator did not start"
    try:
        simulator = Served(told["entry"])
        yield simulator
        simulator.close()
    finally:
        stopped.set()
        thread.join(STARTED_SECONDS_MAX)


async def _serve(folder: Path, told: dict[str, Any], ready: threading.Event, stopped: threading.Event) -> None:
    stand = Stand(project(), seed=7, folder=folder, epoch=EPOCH, mode=ClockMode.STEPPED)
    await stand.serve(["openai"])
    told["entry"] = stand.directory()["openai"]
    ready.set()
    await asyncio.to_thread(stopped.wait)
    await stand.stop()


class Inbox:
    """A receiver of webhooks.

    Args:
        server: where it listens.
    """

    def __init__(self, server: HTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/hooks"
        self.arrived = threading.Event()
        self.received: list[tuple[dict[str, str], bytes]] = []

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """Keep one delivery."""
        self.received.append((headers, body))
        self.arrived.set()


@contextmanager
def inbox() -> Iterator[Inbox]:
    """Receive webhooks until the end of the block."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            box.take(dict(self.headers), body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    box = Inbox(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
