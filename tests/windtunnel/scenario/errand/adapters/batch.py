"""A small subject that reads a tray page by page and tells a room of every item.

It can be told to make one mistake: ``acknowledges-on-receipt``, ``keeps-no-pace``, ``stores-cursor-first`` or
``counts-what-it-read``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx

PAUSE_SECONDS = 2.0
PACE_SECONDS = 0.25
IDLE_ROUNDS = 10


class Batch:
    """The subject."""

    def __init__(self, environment: dict[str, str], clock: Any, transports: Any, audit: Any) -> None:
        self.environment = environment
        self.mistake = environment["MISTAKE"]
        self.clock = clock
        self.audit = audit
        self.stored = Path(environment["CURSOR"])
        self.client = httpx.AsyncClient(transport=transports("any"), timeout=10)
        self.next_at = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI: nobody calls it."""
        await receive()
        working = asyncio.create_task(self.work())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def work(self) -> None:
        """Read pages until nothing has come for a while; the first one may have been begun before."""
        doubt, idle = True, 0
        while idle < IDLE_ROUNDS:
            after = int(self.stored.read_text()) if self.stored.exists() else -1
            url = f"{self.environment['TRACKER_URL']}/items"
            page = (await self.client.get(url, params={"after": after})).json()
            idle = 0 if page else idle + 1
            if not page:
                await self.clock.sleep(PAUSE_SECONDS)
                continue
            if self.mistake == "stores-cursor-first":
                self.stored.write_text(str(page[-1]["number"]))
            counts = await self.apply(page, doubt=doubt)
            if self.mistake == "counts-what-it-read":
                counts = {"applied": len(page)}
            self.report("batch-finished", None, rows=len(page), **counts)
            self.stored.write_text(str(page[-1]["number"]))
            doubt = False

    async def apply(self, page: list[dict[str, Any]], *, doubt: bool) -> dict[str, int]:
        """Apply a page, item by item."""
        counts = {"applied": 0, "rejected": 0, "skipped": 0}
        if self.mistake == "acknowledges-on-receipt":
            for item in page:
                await self.receive(item)
        for item in page:
            counts[await self.tell(str(item["number"]), item["text"], doubt=doubt)] += 1
            await self.receive(item)
        return counts

    async def tell(self, key: str, text: str, *, doubt: bool) -> str:
        """Tell the room of an item and return what became of it."""
        url = f"{self.environment['CHAT_URL']}/messages"
        if doubt and (await self.paced("GET", url, params={"key": key})).json():
            return "skipped"
        answer = await self.paced("POST", url, json={"key": key, "text": text})
        if answer.is_error:
            self.report("rejected", key, reason=f"the room answered with {answer.status_code}")
            return "rejected"
        return "applied"

    async def receive(self, item: dict[str, Any]) -> None:
        """Mark an item as done."""
        await self.client.post(f"{self.environment['TRACKER_URL']}/items/{item['number']}/receipt")

    async def paced(self, method: str, url: str, **content: Any) -> httpx.Response:
        """Send a request, not before its turn."""
        if self.mistake != "keeps-no-pace":
            await self.clock.sleep(self.next_at - self.clock.now())
            self.next_at = self.clock.now() + PACE_SECONDS
        return await self.client.request(method, url, **content)

    def report(self, kind: str, key: str | None, **fields: Any) -> None:
        """Tell the audit."""
        self.audit.record(SimpleNamespace(kind=kind, system=None, operation=None, key=key, fields=fields))


def create(environment: dict[str, str], *, clock: Any, random: Any, transports: Any, audit: Any) -> Batch:
    """Make the subject."""
    return Batch(dict(environment), clock, transports, audit)
