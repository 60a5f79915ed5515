"""The simulator on a real socket, in a thread of its own, with a clock that only its control API moves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.simulators.anthropic.desk import project
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
        self.url = str(entry["url"])
        self.key = str(entry["credentials"]["api_key"])
        self.admin_key = str(entry["credentials"]["admin_key"])
        self.organization = str(entry["credentials"]["organization"])
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
    await stand.serve(["anthropic"])
    told["entry"] = stand.directory()["anthropic"]
    ready.set()
    await asyncio.to_thread(stopped.wait)
    await stand.stop()
