"""A time budget for a piece of work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from ..errors import DeadlineExceeded

T = TypeVar("T")


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Return what ``work`` returns, or cancel it after ``seconds``.

    Raises:
        DeadlineExceeded: the budget was spent first.
    """
    timer = asyncio.timeout(seconds)
    try:
        async with timer:
            return await work
    except TimeoutError as error:
        if not timer.expired():
            raise
        raise DeadlineExceeded(f"no answer within {seconds:g} s") from error


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    """Cancel ``tasks`` and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
