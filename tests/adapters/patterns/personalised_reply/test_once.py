"""One answer per key, over copies, processes and deaths."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

from adapters.clock import Clock
from adapters.outbound.deadline import deadline
from adapters.patterns.personalised_reply.once import InProgress, KeyReused, Once
from adapters.pipeline.budget import cancel
from adapters.stores.errors import StoreUnavailable
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from tests.adapters.inbound.virtual_time import run

ResultT = TypeVar("ResultT")


class Work:
    """Takes some seconds, counts how often it is done, and fails when told to."""

    def __init__(self, clock: Clock, seconds: float = 1.0) -> None:
        self._clock = clock
        self._seconds = seconds
        self.begun = 0
        self.error: Exception | None = None

    async def __call__(self) -> str:
        """Do it."""
        self.begun += 1
        number = self.begun
        await self._clock.sleep(self._seconds)
        if self.error is not None:
            raise self.error
        return f"answer {number}"


def play(main: Callable[[Clock, SqlIdempotencyStore], Coroutine[Any, Any, ResultT]]) -> ResultT:
    """Run ``main`` with an empty store."""

    async def with_store(clock: Clock) -> ResultT:
        database = SqliteDatabase.open(":memory:", synchronous="OFF")
        try:
            return await main(clock, SqlIdempotencyStore(database, clock))
        finally:
            await database.close()

    return run(with_store)


def once_of(clock: Clock, store: SqlIdempotencyStore) -> Once:
    """Return what one process has."""
    return Once(store, clock=clock, lease_seconds=3.0, remembered_seconds=3600.0)


def test_the_same_request_is_answered_once() -> None:
    """The second time from memory, and said to be; after a day the key is free again."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> tuple[list[tuple[str, bool]], int]:
        once, work = once_of(clock, store), Work(clock)
        answers = [await once.run("k", "a", work), await once.run("k", "a", work)]
        await clock.sleep(3601.0)
        answers.append(await once.run("k", "b", work))
        return answers, work.begun

    assert play(main) == ([("answer 1", False), ("answer 1", True), ("answer 2", False)], 2)


def test_another_request_under_the_same_key_is_refused() -> None:
    """Also while the first is under way, and nothing is done for it."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> int:
        once, work = once_of(clock, store), Work(clock)
        first = asyncio.create_task(once.run("k", "a", work))
        await clock.sleep(0.1)
        with pytest.raises(KeyReused):
            await once.run("k", "b", work)
        await first
        with pytest.raises(KeyReused):
            await once.run("k", "b", work)
        return work.begun

    assert play(main) == 1


def test_another_process_waits_for_the_answer_of_the_first() -> None:
    """Longer than the lease, since the first keeps it."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> tuple[list[tuple[str, bool]], int]:
        work = Work(clock, seconds=7.0)
        with deadline(clock, 8.0):
            runs = [once_of(clock, store).run("k", "a", work) for _ in range(2)]
            return list(await asyncio.gather(*runs)), work.begun

    assert play(main) == ([("answer 1", False), ("answer 1", True)], 1)


def test_who_cannot_wait_is_told_when_to_come_back() -> None:
    """No later than the lease of the other ends."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> float:
        first = asyncio.create_task(once_of(clock, store).run("k", "a", Work(clock, seconds=7.0)))
        await clock.sleep(0.1)
        with deadline(clock, 1.0), pytest.raises(InProgress) as caught:
            await once_of(clock, store).run("k", "a", Work(clock))
        await first
        return caught.value.retry_after_seconds

    assert 0.25 <= play(main) <= 3.0


def test_work_that_died_with_its_process_is_done_again() -> None:
    """As soon as its lease has lapsed, within the caller's deadline."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> tuple[tuple[str, bool], float]:
        await store.claim("reply", "k", lease_seconds=3.0)  # and then the process dies
        began = clock.now()
        with deadline(clock, 8.0):
            return await once_of(clock, store).run("k", "a", Work(clock)), clock.now() - began

    answer, seconds = play(main)
    assert answer == ("answer 1", False)
    assert 4.0 <= seconds <= 4.5


@pytest.mark.parametrize("how", ["cancelled", "failed"])
def test_work_without_a_result_binds_nobody(how: str) -> None:
    """A caller who hung up, or was told of an error, can come back at once."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> tuple[str, bool]:
        once, work = once_of(clock, store), Work(clock)
        first = asyncio.create_task(once.run("k", "a", work))
        if how == "cancelled":
            await clock.sleep(0.5)
            await cancel(first)
        else:
            work.error = RuntimeError("a defect")
            with pytest.raises(RuntimeError):
                await first
        work.error = None
        return await once.run("k", "a", work)

    assert play(main) == ("answer 2", False)


def test_nothing_is_begun_that_cannot_be_remembered() -> None:
    """A store that is away costs no money."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> int:
        work = Work(clock)
        database = SqliteDatabase.open(":memory:", synchronous="OFF")
        await database.close()
        with pytest.raises(StoreUnavailable):
            await once_of(clock, SqlIdempotencyStore(database, clock)).run("k", "a", work)
        return work.begun

    assert play(main) == 0


def test_what_is_not_given_again_is_forgotten() -> None:
    """Neither answers nor bodies are kept longer than promised."""

    async def main(clock: Clock, store: SqlIdempotencyStore) -> list[bool]:
        once = once_of(clock, store)
        await once.run("old", "a", Work(clock))
        await clock.sleep(3000.0)
        await once.run("new", "a", Work(clock))
        await clock.sleep(1000.0)
        await once.forget()
        return [
            await store.lookup(scope, key) is not None for key in ("old", "new") for scope in ("reply", "reply-body")
        ]

    assert play(main) == [False, False, True, True]
