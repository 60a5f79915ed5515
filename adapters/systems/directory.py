"""Names that people use for things that a system knows by id: read, remembered, and read again in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..clock import Clock
from ..errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Entry:
    """One named thing."""

    name: str
    id: str


class Directory:
    """The named things of one kind in one system.

    Args:
        system: the system.
        kind: what is listed, as the vendor calls it.
        load: reads the whole list; called by one task at a time.
        clock: for the age of what is remembered.
        ttl_seconds: how long a found entry is believed.
        miss_seconds: how long a missing entry is believed; short, since somebody may just have made it.
    """

    def __init__(
        self,
        system: str,
        kind: str,
        load: Callable[[], Awaitable[tuple[Entry, ...]]],
        clock: Clock,
        *,
        ttl_seconds: float,
        miss_seconds: float,
    ) -> None:
        self._system = system
        self._kind = kind
        self._load = load
        self._clock = clock
        self._ttl_seconds = ttl_seconds
        self._miss_seconds = miss_seconds
        self._entries: tuple[Entry, ...] = ()
        self._loaded_at = float("-inf")
        self._loading = asyncio.Lock()

    async def id_of(self, name: str) -> str:
        """Return the id of the thing called ``name``.

        Raises:
            ConfigurationError: there is none, or more than one.
        """
        ids = {entry.id for entry in await self._find(lambda entry: entry.name == name)}
        if len(ids) != 1:
            how_many = "no" if not ids else f"more than one ({len(ids)})"
            message = f"{self._system} has {how_many} {self._kind} called {name!r}"
            raise ConfigurationError(message, system=self._system)
        return ids.pop()

    async def name_of(self, id: str) -> str | None:
        """Return the name of the thing with this id, ``None`` when there is none."""
        found = await self._find(lambda entry: entry.id == id)
        return found[0].name if found else None

    async def _find(self, matches: Callable[[Entry], bool]) -> list[Entry]:
        async with self._loading:
            found = [entry for entry in self._entries if matches(entry)]
            age_seconds = self._clock.steady() - self._loaded_at
            if age_seconds <= (self._ttl_seconds if found else self._miss_seconds):
                return found
            self._entries = await self._load()
            self._loaded_at = self._clock.steady()
            return [entry for entry in self._entries if matches(entry)]
