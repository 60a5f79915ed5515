"""How many messages may be taken at once."""

from __future__ import annotations

import asyncio

from adapters.brokers.slots import Slots


def test_places_are_taken_as_far_as_they_go() -> None:
    """Who wants more than there is takes what there is."""

    async def body() -> None:
        slots = Slots(3)
        assert await slots.acquire(2) == 2
        assert await slots.acquire(2) == 1
        waiting = asyncio.ensure_future(slots.acquire(2))
        await asyncio.sleep(0)
        assert not waiting.done()
        slots.release(3)
        assert await waiting == 2

    asyncio.run(body())


def test_those_who_wait_take_turns() -> None:
    """Nobody who comes back at once overtakes those who waited."""

    async def body() -> None:
        slots = Slots(1)
        order: list[str] = []

        async def worker(name: str) -> None:
            for _ in range(3):
                await slots.acquire(1)
                order.append(name)
                slots.release(1)

        await slots.acquire(1)
        working = asyncio.gather(worker("a"), worker("b"), worker("c"))
        await asyncio.sleep(0)
        slots.release(1)
        await working
        assert order == ["a", "b", "c"] * 3

    asyncio.run(body())


def test_a_cancelled_wait_takes_no_place() -> None:
    """The next one gets it."""

    async def body() -> None:
        slots = Slots(1)
        await slots.acquire(1)
        waiting = asyncio.ensure_future(slots.acquire(1))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        slots.release(1)
        assert await slots.acquire(1) == 1

    asyncio.run(body())
