"""The server's side of the lifespan protocol."""

from __future__ import annotations

import asyncio
from typing import Any

from adapters.inbound.asgi import Application


class Lifespan:
    """Plays the server's side of the lifespan protocol."""

    def __init__(self, application: Application) -> None:
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._outbox: asyncio.Queue[Any] = asyncio.Queue()
        self.task = asyncio.create_task(self._live(application))

    async def _live(self, application: Application) -> None:
        await application({"type": "lifespan"}, self._inbox.get, self._outbox.put)

    async def say(self, phase: str) -> dict[str, Any]:
        """Send one phase and return the answer."""
        await self._inbox.put({"type": f"lifespan.{phase}"})
        answer: dict[str, Any] = await self._outbox.get()
        return answer
