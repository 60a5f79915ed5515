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
        beat: extends the lease; returns whether there still is one.
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
        block.reschedule(loop.time())

    # most work is done before the first beat, and needs no task for it
    timer = loop.call_later(pause_seconds, lambda: beating.append(loop.create_task(beat_on())))
    try:
        async with block:
            yield
    except TimeoutError as error:
        if not block.expired():
            raise
        raise Lapsed from error
    finally:
        timer.cancel()
        for task in beating:
            task.cancel()
        await asyncio.gather(*beating, return_exceptions=True)
