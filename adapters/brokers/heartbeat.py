"""Keeps a lease while somebody works under it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from ..clock import Clock


class Lapsed(Exception):
    """The lease was lost while the work was under way."""


@asynccontextmanager
async def heartbeat(beat: Callable[[], Awaitable[bool]], clock: Clock, pause_seconds: float) -> AsyncIterator[None]:
    """Call ``beat`` every ``pause_seconds`` while the block runs; end the block when the lease is lost.

    Args:
        beat: extends the lease; returns whether there still is one. One that raises is the last one.
        clock: the pauses.
        pause_seconds: before the first beat, and after each.

    Raises:
        Lapsed: the lease was lost; whatever the block waited for was cancelled.
    """
    loop = asyncio.get_running_loop()
    beating: list[asyncio.Task[None]] = []
    block = asyncio.timeout(None)

    async def beat_on() -> None:
        while await beat():
            await clock.sleep(pause_seconds)

    def lapse(ended: asyncio.Task[None]) -> None:
        if ended in beating:
            block.reschedule(loop.time())

    def begin() -> None:
        beating.append(loop.create_task(beat_on()))
        beating[0].add_done_callback(lapse)

    timer = loop.call_later(pause_seconds, begin)  # most work is done before the first beat, and needs no task for it
    try:
        async with block:
            yield
    except TimeoutError as error:
        if not block.expired():
            raise
        raise Lapsed from error
    finally:
        timer.cancel()
        ending, beating[:] = beating.copy(), []
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
