"""How many messages may be taken at once."""

from __future__ import annotations

import asyncio


class Slots:
    """A number of places, given out in the order of asking; who wants several takes as many as are free."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._freed = asyncio.Event()
        self._turn = asyncio.Lock()

    async def acquire(self, wanted: int) -> int:
        """Wait until a place is free and take up to ``wanted``; return how many."""
        async with self._turn:
            while self._free < 1:
                self._freed.clear()
                await self._freed.wait()
            taken = min(wanted, self._free)
            self._free -= taken
            return taken

    def release(self, count: int) -> None:
        """Free places."""
        self._free += count
        if self._free > 0:
            self._freed.set()
