"""What the workers wait for: somebody sets it, or a time comes."""

from __future__ import annotations

import asyncio

from ..clock import Clock


class Wake:
    """An event with an alarm clock; no polling."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._event = asyncio.Event()

    def set(self) -> None:
        """End the current wait, or the next one at once."""
        self._event.set()

    async def wait(self, seconds: float | None) -> None:
        """Return when ``set`` was called or ``seconds`` have passed (``None``: never)."""
        if self._event.is_set():
            self._event.clear()
            return
        alarm = None if seconds is None else asyncio.create_task(self._ring(seconds))
        try:
            await self._event.wait()
        finally:
            if alarm is not None:
                alarm.cancel()
                await asyncio.gather(alarm, return_exceptions=True)
        self._event.clear()

    async def _ring(self, seconds: float) -> None:
        await self._clock.sleep(max(0.0, seconds))
        self._event.set()
