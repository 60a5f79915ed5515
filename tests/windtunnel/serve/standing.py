"""Serves the errand's systems on sockets, with a clock that is stepped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx

from windtunnel.content.project import Project
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.serve.stand import Stand

ERRAND = Path(__file__).resolve().parents[1] / "scenario" / "errand"
TICKET = {"id": 5, "text": "hello", "opened_at": "2026-01-05T09:00:00Z"}


class Bench:
    """A running stand with a client for its desk."""

    def __init__(self, stand: Stand, client: httpx.AsyncClient) -> None:
        self.stand = stand
        self.desk = stand.directory()["desk"]
        self.client = client

    async def control(self, method: str, name: str, body: Any = None) -> httpx.Response:
        """Call the desk's control API."""
        return await self.client.request(method, self.desk["admin_url"] + name, json=body)

    async def token(self) -> dict[str, str]:
        """Return the headers of an authenticated call."""
        answer = await self.client.post(f"{self.desk['url']}/oauth/token", json=self.desk["credentials"])
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    async def ticket(self, headers: dict[str, str]) -> httpx.Response:
        """Read ticket 5."""
        return await self.client.get(f"{self.desk['url']}/tickets/5", headers=headers)


def on_a_stand(folder: Path, body: Callable[[Bench], Coroutine[Any, Any, None]]) -> None:
    """Run ``body`` with the desk and the room served."""

    async def main() -> None:
        stand = Stand(Project(ERRAND), seed=1, folder=folder, epoch=EPOCH, mode=ClockMode.STEPPED)
        await stand.serve(["desk", "room"])
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
                bench = Bench(stand, client)
                await bench.control("POST", "seed", {"tickets": {"5": TICKET}})
                await body(bench)
        finally:
            await stand.stop()

    asyncio.run(main())
