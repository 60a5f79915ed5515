"""What every store promises: one set of tests for all databases."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

import pytest

from adapters.errors import Conflict
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.errors import LeaseLost, SchemaMismatch, StoreUnavailable
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import Checkpoint, ClaimState, Outstanding, Result

from ..inbound.virtual_time import EPOCH, SteppedClock
from .conftest import Body, Open

Run = Callable[[Body], None]


def test_work_is_claimed_once(on_database: Run) -> None:
    """Of many who claim the same work at once, over several connections, one has it; the others see it held."""

    async def body(open_database: Open) -> None:
        stores = [SqlIdempotencyStore(await open_database(), SteppedClock()) for _ in range(3)]
        claims = await asyncio.gather(
            *(store.claim("s", "k", lease_seconds=10.0) for store in stores for _ in range(5))
        )
        states = [claim.state for claim in claims]
        assert sorted(states) == [ClaimState.HELD] * 14 + [ClaimState.NEW]
        assert {claim.lease_until for claim in claims} == {EPOCH + 10.0}

    on_database(body)


def test_done_work_is_remembered_with_its_result(on_database: Run) -> None:
    """Who claims it later, over another connection, is told what came of it."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlIdempotencyStore(await open_database(), clock)
        claim = await store.claim("s", "k", lease_seconds=10.0)
        await store.complete(claim, "ergebnis: größe 5 %")
        clock.advance(1000.0)
        other = SqlIdempotencyStore(await open_database(), clock)
        again = await other.claim("s", "k", lease_seconds=10.0)
        assert (again.state, again.result) == (ClaimState.DONE, "ergebnis: größe 5 %")
        assert (await other.claim("t", "k", lease_seconds=10.0)).state is ClaimState.NEW
        with pytest.raises(LeaseLost):
            await store.complete(claim, "again")

    on_database(body)


def test_a_lapsed_claim_is_in_doubt_and_fences_the_old_one_off(on_database: Run) -> None:
    """The next one knows that somebody began; the one who came too late can write nothing."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlIdempotencyStore(await open_database(), clock)
        late = await store.claim("s", "k", lease_seconds=10.0)
        clock.advance(9.0)
        await store.keep(late, 10.0)
        clock.advance(9.9)
        assert (await store.claim("s", "k", lease_seconds=10.0)).state is ClaimState.HELD
        clock.advance(0.1)
        second = await store.claim("s", "k", lease_seconds=10.0)
        assert (second.state, second.claimed_at) == (ClaimState.IN_DOUBT, EPOCH)
        for write in (store.keep(late, 1.0), store.complete(late, "late"), store.release(late, in_doubt=False)):
            with pytest.raises(LeaseLost):
                await write
        await store.complete(second, "second")
        known = await store.lookup("s", "k")
        assert known is not None
        assert known.result == "second"

    on_database(body)


def test_a_released_claim_is_new_or_in_doubt(on_database: Run) -> None:
    """Who gives up says whether some of the work may have been done."""

    async def body(open_database: Open) -> None:
        store = SqlIdempotencyStore(await open_database(), SteppedClock())
        await store.release(await store.claim("s", "k", lease_seconds=10.0), in_doubt=False)
        assert await store.lookup("s", "k") is None
        claim = await store.claim("s", "k", lease_seconds=10.0)
        assert claim.state is ClaimState.NEW
        await store.release(claim, in_doubt=True)
        assert (await store.claim("s", "k", lease_seconds=10.0)).state is ClaimState.IN_DOUBT

    on_database(body)


def test_done_work_is_new_again_after_the_window(on_database: Run) -> None:
    """Within the window it is done; afterwards it can be claimed as new."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlIdempotencyStore(await open_database(), clock)
        await store.complete(await store.claim("s", "k", lease_seconds=1.0), "r")
        clock.advance(59.0)
        assert (await store.claim("s", "k", lease_seconds=1.0, remembered_seconds=60.0)).state is ClaimState.DONE
        clock.advance(1.0)
        again = await store.claim("s", "k", lease_seconds=1.0, remembered_seconds=60.0)
        assert (again.state, again.claimed_at, again.result) == (ClaimState.NEW, EPOCH + 60.0, None)

    on_database(body)


def test_only_one_reopens_what_is_done_with_a_result(on_database: Run) -> None:
    """Another result, or work that is open, is not reopened."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlIdempotencyStore(await open_database(), clock)
        await store.complete(await store.claim("s", "k", lease_seconds=1.0), "dead")
        assert await store.reopen("s", "k", "done", lease_seconds=1.0) is None
        clock.advance(5.0)
        tries = [store.reopen("s", "k", "dead", lease_seconds=math.inf) for _ in range(4)]
        reopened = [claim for claim in await asyncio.gather(*tries) if claim is not None]
        assert [(claim.state, claim.claimed_at) for claim in reopened] == [(ClaimState.NEW, EPOCH + 5.0)]
        assert reopened[0].lease_until == math.inf
        await store.complete(reopened[0], "done")

    on_database(body)


def test_outstanding_work_is_counted(on_database: Run) -> None:
    """How much is open, how much of it is held, and since when; what is done, or of another scope, does not count."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlIdempotencyStore(await open_database(), clock)
        assert await store.outstanding("s") == Outstanding(0, 0, None)
        await store.complete(await store.claim("s", "done", lease_seconds=1.0), "r")
        await store.claim("other", "k", lease_seconds=1.0)
        clock.advance(1.0)
        await store.claim("s", "short", lease_seconds=1.0)
        clock.advance(1.0)
        await store.claim("s", "long", lease_seconds=math.inf)
        assert await store.outstanding("s") == Outstanding(2, 1, EPOCH + 1.0)

    on_database(body)


def test_what_was_done_long_ago_is_forgotten(on_database: Run) -> None:
    """In batches, the oldest first; what is open stays."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlIdempotencyStore(await open_database(), clock)
        await store.claim("s", "open", lease_seconds=1.0)
        for number in range(5):
            await store.complete(await store.claim("s", f"k{number}", lease_seconds=1.0), "r")
            clock.advance(1.0)
        assert await store.forget(EPOCH + 4.0, limit=3) == 3
        assert await store.forget(EPOCH + 4.0, limit=3) == 1
        assert await store.lookup("s", "k3") is None
        assert await store.lookup("s", "k4") is not None
        assert await store.lookup("s", "open") is not None

    on_database(body)


def test_a_position_moves_with_the_results_before_it(on_database: Run) -> None:
    """After a save, over another connection, both are there."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        store = SqlCheckpointStore(await open_database(), clock)
        assert await store.load("orders") is None
        first = await store.save("orders", "page-1", after=None, results=[Result("s", "a", "1"), Result("s", "b", "2")])
        second = await store.save("orders", "page-2", after=first, results=[Result("s", "a", "other")])
        assert second == Checkpoint("page-2", 2)
        other = await open_database()
        assert await SqlCheckpointStore(other, clock).load("orders") == second
        claims = SqlIdempotencyStore(other, clock)
        found = [await claims.claim("s", key, lease_seconds=1.0) for key in ("a", "b")]
        assert [(claim.state, claim.result) for claim in found] == [(ClaimState.DONE, "1"), (ClaimState.DONE, "2")]

    on_database(body)


def test_a_position_that_somebody_else_moved_stays(on_database: Run) -> None:
    """Who lost the race writes neither position nor results."""

    async def body(open_database: Open) -> None:
        clock = SteppedClock()
        database, other = await open_database(), await open_database()
        results = [Result("s", "k", "r")]
        first = await SqlCheckpointStore(database, clock).save("orders", "1", after=None)
        await SqlCheckpointStore(other, clock).save("orders", "2", after=first)
        for after in (first, None):
            with pytest.raises(Conflict, match="somebody else moved"):
                await SqlCheckpointStore(database, clock).save("orders", "3", after=after, results=results)
        assert await SqlCheckpointStore(other, clock).load("orders") == Checkpoint("2", 2)
        assert await SqlIdempotencyStore(other, clock).lookup("s", "k") is None

    on_database(body)


def test_a_transaction_is_written_whole_or_not_at_all(on_database: Run) -> None:
    """An error inside undoes what was written, and the database goes on working."""

    async def body(open_database: Open) -> None:
        database = await open_database()
        insert = "INSERT INTO checkpoints VALUES (:name, 'p', 1, 0)"
        with pytest.raises(KeyError):
            async with database.transaction() as session:
                await session.run(insert, {"name": "a"})
                raise KeyError
        with pytest.raises(StoreUnavailable):
            async with database.transaction() as session:
                await session.run(insert, {"name": "a"})
                await session.run("SELECT * FROM nowhere", {})
        async with database.transaction() as session:
            await session.run(insert, {"name": "b"})
        assert [row["name"] for row in await database.run("SELECT name FROM checkpoints", {})] == ["b"]

    on_database(body)


def test_another_schema_is_refused(on_database: Run) -> None:
    """Data that another version wrote is not touched."""

    async def body(open_database: Open) -> None:
        database = await open_database()
        await database.run("UPDATE store_schema SET version = 99", {})
        with pytest.raises(SchemaMismatch, match="schema 99"):
            await open_database()

    on_database(body)


def test_a_closed_database_says_so(on_database: Run) -> None:
    """Closing twice does nothing; what comes afterwards fails with a typed error."""

    async def body(open_database: Open) -> None:
        database = await open_database()
        await database.close()
        await database.close()
        with pytest.raises(StoreUnavailable):
            await database.run("SELECT 1", {})

    on_database(body)


def test_a_lease_lapses_although_the_clock_was_set_back(on_database: Run) -> None:
    """One that has more than two leases left was given at a time that has yet to come; an endless one has no end."""

    async def body(open_database: Open) -> None:
        before = SqlIdempotencyStore(await open_database(), SteppedClock(EPOCH + 3600.0))
        await before.claim("s", "k", lease_seconds=10.0)
        await before.claim("s", "endless", lease_seconds=math.inf)
        store = SqlIdempotencyStore(await open_database(), SteppedClock())
        assert (await store.claim("s", "k", lease_seconds=10.0)).state is ClaimState.IN_DOUBT
        assert (await store.claim("s", "endless", lease_seconds=10.0)).state is ClaimState.HELD

    on_database(body)


def test_tables_of_a_service_are_made_once_and_number_their_rows(on_database: Run) -> None:
    """By several who start at the same time; no number is given twice, not even after the rows are gone."""

    async def body(open_database: Open) -> None:
        databases = [await open_database() for _ in range(3)]
        tables = (
            "CREATE TABLE IF NOT EXISTS log (position {offset}, word TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS list (number {numbered}, word TEXT NOT NULL)",
        )
        await asyncio.gather(*(database.create(tables) for database in databases))
        add = "INSERT INTO log (word) VALUES (:word) RETURNING position"
        positions = [(await database.run(add, {"word": "a"}))[0]["position"] for database in databases]
        await databases[0].run("DELETE FROM log", {})
        positions.append((await databases[1].run(add, {"word": "b"}))[0]["position"])
        assert positions == [1, 2, 3, 4]
        add = "INSERT INTO list (word) VALUES (:word) RETURNING number"
        assert [(await databases[2].run(add, {"word": "a"}))[0]["number"] for _ in range(2)] == [1, 2]

    on_database(body)
