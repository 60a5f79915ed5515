"""One system on a real socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from windtunnel.content.project import Project
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.serve.stand import Stand
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

from .conformance import Conformance

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20.0


class Served:
    """A stand whose clock jumps to the next timer whenever nothing is under way.

    Args:
        name: of the system.
        folder: where the CA file is written.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.complaints: list[str] = []

    def start(self) -> None:
        """Serve."""
        self._thread.start()
        assert self._ready.wait(PATIENCE_SECONDS)
        self.entry: dict[str, Any] = self._stand.directory()[self._name]
        self.credentials: dict[str, str] = self.entry["credentials"]
        self._admin = httpx.Client(base_url=self.entry["admin_url"], timeout=PATIENCE_SECONDS)

    @property
    def host(self) -> str:
        """Host and port that serve HTTPS."""
        url: str = self.entry["tls_url"]
        return url.removeprefix("https://")

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

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._done = asyncio.Event()
        self._stand = Stand(Project(ROOT), seed=1, folder=self._folder, epoch=EPOCH, mode=ClockMode.AUTO)
        await self._stand.serve([self._name])
        self._watch(self._stand.systems[self._name])
        self._ready.set()
        await self._done.wait()
        await self._stand.stop()

    def _watch(self, system: System) -> None:
        """Hold every answer against the contract."""
        handle, conformance = system.handle, Conformance(system.contract)

        def watched(request: Request) -> Response:
            response = handle(request)
            try:
                conformance.check(system, request, response)
            except AssertionError as error:
                self.complaints.append(str(error))
            return response

        system.handle = watched  # type: ignore[method-assign]  # the edge looks it up for every request


@contextmanager
def serving(name: str, folder: Path) -> Iterator[Served]:
    """Serve a system for a while."""
    served = Served(name, folder)
    served.start()
    try:
        yield served
    finally:
        served.stop()
