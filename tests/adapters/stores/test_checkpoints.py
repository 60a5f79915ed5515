"""Positions in a database: a reader that dies and starts again."""

from __future__ import annotations

import asyncio

from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import ClaimState, Result
from adapters.stores.sqlite import SqliteDatabase

from ..inbound.virtual_time import SteppedClock

ROWS = 40
PAGE = 7


def test_a_reader_that_dies_anywhere_reads_everything_once() -> None:
    """Whenever it stops between two saves, every row has its result, from the reader that saved it."""

    async def read(database: SqliteDatabase, name: str, pages: int) -> bool:
        store = SqlCheckpointStore(database, SteppedClock())
        at = await store.load("rows")
        for _ in range(pages):
            start = 0 if at is None else int(at.position)
            if start >= ROWS:
                return True
            end = min(ROWS, start + PAGE)
            results = [Result("rows", str(row), name) for row in range(start, end)]
            at = await store.save("rows", str(end), after=at, results=results)
        return False

    async def body() -> None:
        database = SqliteDatabase.open(":memory:")
        lives = 0
        while not await read(database, f"life {lives}", 2):
            lives += 1
        assert lives == 3
        claims = SqlIdempotencyStore(database, SteppedClock())
        found = [await claims.lookup("rows", str(row)) for row in range(ROWS)]
        assert all(claim is not None and claim.state is ClaimState.DONE for claim in found)
        names = [claim.result for claim in found if claim is not None]
        assert names == [f"life {row // (2 * PAGE)}" for row in range(ROWS)]
        await database.close()

    asyncio.run(body())


def test_a_result_ends_work_that_somebody_had_begun() -> None:
    """A claim that is open becomes done, and its holder can write no more."""

    async def body() -> None:
        database, clock = SqliteDatabase.open(":memory:"), SteppedClock()
        claims = SqlIdempotencyStore(database, clock)
        await claims.claim("rows", "1", lease_seconds=60.0)
        await SqlCheckpointStore(database, clock).save("rows", "1", after=None, results=[Result("rows", "1", "saved")])
        found = await claims.lookup("rows", "1")
        assert found is not None
        assert (found.state, found.result) == (ClaimState.DONE, "saved")
        await database.close()

    asyncio.run(body())
