"""What the workers wait for: somebody sets it, or a time comes."""

from __future__ import annotations

import asyncio

from .clock import Clock


class Wake:
    """An event with an alarm clock.

    Args:
        clock: drives the alarm.
        look_seconds: the longest wait, where what is waited for can also come from another process, which cannot set
            this event: an instance that gives way still writes down what follows from its last jobs. ``None`` where
            nobody else can.
    """

    def __init__(self, clock: Clock, look_seconds: float | None = None) -> None:
        self._clock = clock
        self._look_seconds = look_seconds
        self._event = asyncio.Event()

    def set(self) -> None:
        """End the current wait, or the next one at once."""
        self._event.set()

    async def wait(self, seconds: float | None) -> None:
        """Return when ``set`` was called, ``seconds`` have passed (``None``: never), or it is time to look."""
        if self._event.is_set():
            self._event.clear()
            return
        bounds = [bound for bound in (seconds, self._look_seconds) if bound is not None]
        alarm = asyncio.create_task(self._ring(min(bounds))) if bounds else None
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
