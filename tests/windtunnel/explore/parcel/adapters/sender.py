"""A small subject that sends a parcel for every order, except for one mistake that it can be told to make."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ATTEMPTS = 3
TIMEOUT_SECONDS = 2.0
AGAIN_SECONDS = 60.0
MISTAKES = ("key-per-attempt", "key-per-call", "forgets-when-exhausted", "believes-any-answer")


class Failed(Exception):
    """A call of the carrier came to nothing."""


@dataclass
class Sender:
    """The subject.

    What it has accepted it keeps in a file, where it is given one, and sends again after it was restarted. It can be
    told to hold on to its work for a while after the parcel was sent.
    """

    environment: dict[str, str]
    clock: Any
    transports: Any
    known: set[str] = field(default_factory=set)
    working: set[Any] = field(default_factory=set)
    serial: int = 0

    @property
    def mistake(self) -> str:
        """The mistake to make."""
        return self.environment["MISTAKE"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
            return
        order = json.loads((await receive())["body"])["order"]
        self.accept(order)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def lifespan(self, receive: Any, send: Any) -> None:
        """Begin with what was accepted before; end with nothing left behind."""
        await receive()
        self.carrier = self.transports("erp")
        self.parcels = httpx.URL(f"{self.environment['ERP_URL']}/parcels")
        for order in self.kept():
            self.begin(order)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self.working:
            task.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    def kept(self) -> list[str]:
        """Orders from an earlier life."""
        file = Path(self.environment.get("JOURNAL", "nowhere"))
        return file.read_text().split() if file.is_file() else []

    def accept(self, order: str) -> None:
        """Keep an order and begin to work on it, once."""
        if order not in self.known and "JOURNAL" in self.environment:
            with Path(self.environment["JOURNAL"]).open("a") as file:
                file.write(f"{order}\n")
        self.begin(order)

    def begin(self, order: str) -> None:
        """Work on an order, unless somebody does."""
        if order not in self.known:
            self.known.add(order)
            self.working.add(asyncio.create_task(self.work(order)))

    async def work(self, order: str) -> None:
        """Send the parcel, and try again a minute later as often as it takes."""
        while True:
            try:
                await self.ship(order)
                if "AFTERWARDS_SECONDS" in self.environment:
                    await self.clock.sleep(float(self.environment["AFTERWARDS_SECONDS"]))
                return
            except Failed:
                if self.mistake == "forgets-when-exhausted":
                    return
                await self.clock.sleep(AGAIN_SECONDS)

    async def ship(self, order: str) -> None:
        """Call the carrier, a few times in a row."""
        self.serial += 1
        key = f"{order}/{self.serial}" if self.mistake == "key-per-call" else order
        for attempt in range(ATTEMPTS):
            if self.mistake == "key-per-attempt":
                key = f"{order}/{attempt}"
            try:
                answer = await self.post({"order": order, "key": key})
                if self.mistake == "believes-any-answer" or (answer.is_success and answer.json()["order"] == order):
                    return
            except (httpx.TransportError, ValueError):
                pass
            await self.clock.sleep(0.1 * 2**attempt)
        raise Failed

    async def post(self, parcel: dict[str, str]) -> httpx.Response:
        """Send a request by itself: a whole client would take half of a world's time."""
        limits = {"timeout": {"read": TIMEOUT_SECONDS}}
        request = httpx.Request("POST", self.parcels, json=parcel, extensions=limits)
        answer: httpx.Response = await self.carrier.handle_async_request(request)
        await answer.aread()
        return answer


def create(environment: dict[str, str], *, clock: Any, random: Any, transports: Any, audit: Any) -> Sender:
    """Return the subject."""
    return Sender(dict(environment), clock, transports)
