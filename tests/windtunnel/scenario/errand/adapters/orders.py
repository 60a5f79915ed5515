"""A small subject that takes orders: noted on disk, entered and told in order, resumed after a death.

It can be told to make one mistake: ``answers-before-writing``, ``queues-before-checking``, ``works-in-parallel`` or
``publishes-first``.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx

TIMEOUT_SECONDS = 10.0


class Refused(Exception):
    """A system does not want it."""


class Orders:
    """The subject."""

    def __init__(self, environment: dict[str, str], clock: Any, transports: Any, audit: Any) -> None:
        self.environment = environment
        self.mistake = environment["MISTAKE"]
        self.clock = clock
        self.audit = audit
        self.notes = Path(environment["NOTES"])
        self.client = httpx.AsyncClient(transport=transports("any"), timeout=TIMEOUT_SECONDS)
        self.lanes: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.taken: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await receive()
            self.resume()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            await send({"type": "lifespan.shutdown.complete"})
            return
        order = json.loads((await receive())["body"])
        status = self.take(order)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    def take(self, order: dict[str, Any]) -> int:
        """Check, note, queue; in this order."""
        if self.mistake == "queues-before-checking":
            self.queue(order, doubt=False)
            return 202 if order["text"] else 400
        if not order["text"]:
            return 400
        if order["id"] not in self.taken:
            self.taken.add(order["id"])
            self.note({"order": order})
            self.queue(order, doubt=False)
        return 202

    def note(self, line: dict[str, Any]) -> None:
        """Write a line that outlives this process."""
        if self.mistake != "answers-before-writing":
            with self.notes.open("a") as notes:
                notes.write(json.dumps(line) + "\n")

    def resume(self) -> None:
        """Queue what was noted and not done."""
        lines = [json.loads(line) for line in self.notes.read_text().splitlines()] if self.notes.exists() else []
        done = {line["done"] for line in lines if "done" in line}
        for line in lines:
            if "order" in line:
                self.taken.add(line["order"]["id"])
                if line["order"]["id"] not in done:
                    self.queue(line["order"], doubt=True)

    def queue(self, order: dict[str, Any], *, doubt: bool) -> None:
        """Put an order into the lane of its account."""
        lane = order["id"] if self.mistake == "works-in-parallel" else order["account"]
        if lane not in self.lanes:
            self.lanes[lane] = asyncio.Queue()
            self.tasks.append(asyncio.create_task(self.work(self.lanes[lane])))
        self.lanes[lane].put_nowait({**order, "doubt": doubt})

    async def work(self, lane: asyncio.Queue[dict[str, Any]]) -> None:
        """Work one lane for ever."""
        while True:
            order = await lane.get()
            try:
                await self.fulfil(order)
            except Refused as error:
                fields = {"reason": str(error)}
                report = SimpleNamespace(
                    kind="dead-lettered", system=None, operation=None, key=order["id"], fields=fields
                )
                self.audit.record(report)
            self.note({"done": order["id"]})

    async def fulfil(self, order: dict[str, Any]) -> None:
        """Enter, then tell."""
        steps = [self.enter, self.tell]
        for step in reversed(steps) if self.mistake == "publishes-first" else steps:
            await step(order)

    async def enter(self, order: dict[str, Any]) -> None:
        """Enter the order in the books; entering it again changes nothing."""
        url = f"{self.environment['ERP_URL']}/entries/{quote(order['id'], safe='')}"
        await self.send("PUT", url, json={"order": order["id"], "text": order["text"]})

    async def tell(self, order: dict[str, Any]) -> None:
        """Tell the room, unless it knows."""
        url = f"{self.environment['CHAT_URL']}/messages"
        if order["doubt"] and (await self.send("GET", url, params={"key": order["id"]})).json():
            return
        await self.send("POST", url, json={"key": order["id"], "text": order["text"]})

    async def send(self, method: str, url: str, **content: Any) -> httpx.Response:
        """Send one request."""
        answer = await self.client.request(method, url, **content)
        if answer.is_error:
            raise Refused(f"{method} was answered with {answer.status_code}")
        return answer


def create(environment: dict[str, str], *, clock: Any, random: Any, transports: Any, audit: Any) -> Orders:
    """Make the subject."""
    return Orders(dict(environment), clock, transports, audit)
