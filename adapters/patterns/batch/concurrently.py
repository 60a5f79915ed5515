"""Many things at once, but not too many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

ItemT = TypeVar("ItemT")
T = TypeVar("T")


async def concurrently(work: Callable[[ItemT], Awaitable[T]], items: Iterable[ItemT], limit: int) -> list[T]:
    """Return what ``work`` returns for each item, in the order of the items.

    Args:
        work: what is done with an item.
        items: all of them.
        limit: how many are under way at once.

    Raises:
        Exception: the first that ``work`` raises; what else is under way is cancelled, and has ended.
    """
    waiting = iter(list(enumerate(items)))
    results: dict[int, T] = {}

    async def worker() -> None:
        for index, item in waiting:
            results[index] = await work(item)

    workers = [asyncio.create_task(worker()) for _ in range(limit)]
    try:
        await asyncio.gather(*workers)
    finally:
        for each in workers:
            each.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return [results[index] for index in sorted(results)]
