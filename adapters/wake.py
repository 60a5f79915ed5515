"""What the workers wait for: somebody sets it, or a time comes."""

from __future__ import annotations

import asyncio
import contextlib


class Wake:
    """An event that does not let anybody wait for ever.

    Args:
        look_seconds: the longest wait, where what is waited for can also come from another process, which cannot set
            this event: an instance that gives way still writes down what follows from its last jobs. ``None`` where
            nobody else can.
    """

    def __init__(self, look_seconds: float | None = None) -> None:
        self._look_seconds = look_seconds
        self._event = asyncio.Event()

    def set(self) -> None:
        """End the current wait, or the next one at once."""
        self._event.set()

    async def wait(self, seconds: float | None) -> None:
        """Return when ``set`` was called, ``seconds`` have passed (``None``: never), or it is time to look."""
        if not self._event.is_set():
            bounds = [max(0.0, bound) for bound in (seconds, self._look_seconds) if bound is not None]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(bounds, default=None)):
                    await self._event.wait()
        self._event.clear()
