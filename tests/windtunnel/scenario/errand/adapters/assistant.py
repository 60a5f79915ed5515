"""A small subject that answers people while they wait.

It can be told to make one mistake: ``shares-slots``, ``caches-for-ever``, ``hides-what-is-missing`` or
``works-on-for-nobody``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import httpx

SLOTS = 4
UPDATE_EVERY = 20


class Assistant:
    """The subject."""

    def __init__(self, environment: dict[str, str], clock: Any, transports: Any) -> None:
        self.environment = environment
        self.mistake = environment["MISTAKE"]
        self.clock = clock
        self.client = httpx.AsyncClient(transport=transports("any"), timeout=float(environment["MIND_SECONDS"]))
        self.slots = {kind: asyncio.Semaphore(SLOTS) for kind in ("ask", "rate")}
        if self.mistake == "shares-slots":
            self.slots["rate"] = self.slots["ask"]
        self.rate: dict[str, Any] | None = None
        self.read_at = float("-inf")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        question = json.loads((await receive())["body"])
        status, answer = await self.answer(scope["path"].strip("/"), question)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send(
            {"type": "http.response.body", "body": json.dumps({**answer, "person": question["person"]}).encode()}
        )

    async def answer(self, kind: str, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer, unless everybody who could is busy."""
        slots = self.slots[kind]
        if slots.locked() and self.mistake != "shares-slots":
            return 503, {}
        async with slots:
            try:
                return await (self.ask(question) if kind == "ask" else self.tell_rate(question))
            except httpx.TransportError:
                return 504, {}

    async def ask(self, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Ask the mind; whoever hangs up ends it."""
        asking: Awaitable[httpx.Response] = self.send("POST", "AI", "/answers", question, {"text": question["text"]})
        if self.mistake == "works-on-for-nobody":
            asking = asyncio.shield(asyncio.ensure_future(asking))
        return 200, {"text": (await asking).text}

    async def tell_rate(self, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Tell the rate, now and then after changing it; without the books, the last one, and say so."""
        try:
            await self.refresh(question)
        except httpx.TransportError:
            if self.rate is None:
                return 504, {}
            return 200, {**self.rate, "degraded": self.mistake != "hides-what-is-missing"}
        return 200, {**(self.rate or {}), "degraded": False}

    async def refresh(self, question: dict[str, Any]) -> None:
        """Read the rate anew when it is old."""
        if question["number"] % UPDATE_EVERY == 3:
            await self.send("PUT", "ERP", "/rates/euro", question, {"value": question["number"]})
        fresh = self.clock.now() - self.read_at < float(self.environment["CACHE_SECONDS"])
        if self.rate is None or (not fresh and self.mistake != "caches-for-ever"):
            self.rate = (await self.send("GET", "ERP", "/rates/euro", question)).json()
            self.read_at = self.clock.now()

    async def send(
        self, method: str, role: str, path: str, question: dict[str, Any], content: Any = None
    ) -> httpx.Response:
        """Send one request."""
        headers = {"x-correlation-id": question["id"]}
        return await self.client.request(method, self.environment[f"{role}_URL"] + path, headers=headers, json=content)


def create(environment: dict[str, str], *, clock: Any, random: Any, transports: Any, audit: Any) -> Assistant:
    """Make the assistant."""
    return Assistant(dict(environment), clock, transports)
