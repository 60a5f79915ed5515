"""A small subject that answers calls: it notes each question on disk before it answers, and finds its notes again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Clerk:
    """The subject: an answer takes it ``DELAY`` seconds."""

    def __init__(self, environment: dict[str, str], clock: Any) -> None:
        self._notes = Path(environment["NOTES"])
        self._delay_seconds = float(environment["DELAY"])
        self._clock = clock
        self.known = self._notes.read_text().splitlines() if self._notes.exists() else []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        question = json.loads((await receive())["body"])
        with self._notes.open("a") as notes:
            notes.write(question["id"] + "\n")
        await self._clock.sleep(self._delay_seconds)
        self.known = self._notes.read_text().splitlines()
        answer = {"id": question["id"], "asked": self.known.count(question["id"]), "path": scope["path"]}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def create(environment: dict[str, str], *, clock: Any, random: Any, transports: Any, audit: Any) -> Clerk:
    """Make the clerk."""
    return Clerk(environment, clock)
