"""Work that several callers wait for: done once, and only for as long as anybody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ...pipeline.budget import cancel
from .once import KeyReused

ResultT = TypeVar("ResultT")


@dataclass(slots=True)
class _Flight(Generic[ResultT]):
    task: asyncio.Task[ResultT]
    digest: str
    waiting: int = 0


class Flights(Generic[ResultT]):
    """The work under way in this process, by key."""

    def __init__(self) -> None:
        self._flights: dict[str, _Flight[ResultT]] = {}

    def __len__(self) -> int:
        return len(self._flights)

    def __contains__(self, key: object) -> bool:
        return key in self._flights

    async def join(self, key: str, digest: str, work: Callable[[], Coroutine[Any, Any, ResultT]]) -> ResultT:
        """Return what ``work`` returns, or the work under way for ``key``; raise what it raises.

        A caller that is cancelled leaves; when the last one has left, the work is cancelled.

        Args:
            key: of the work.
            digest: of what is to be done; a key belongs to one piece of work.
            work: does it.

        Raises:
            KeyReused: other work is under way for ``key``.
        """
        flight = self._flights.get(key)
        if flight is None:
            task = asyncio.create_task(work(), name=f"reply {key}")
            flight = self._flights[key] = _Flight(task, digest)
        elif flight.digest != digest:
            raise KeyReused("the idempotency key was used for another request")
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if flight.waiting == 0:
                del self._flights[key]
                await cancel(flight.task)

    async def aclose(self) -> None:
        """Cancel everything that is under way, and wait until it has ended."""
        await cancel(*(flight.task for flight in self._flights.values()))
