"""SQLite as the store, beyond what all stores promise."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from adapters.stores.errors import StoreUnavailable
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.sqlite import SqliteDatabase

from ..inbound.virtual_time import SteppedClock


def test_what_was_written_survives_the_process(tmp_path: Path) -> None:
    """A file is opened again with everything in it, in write-ahead mode."""

    async def body() -> None:
        path = str(tmp_path / "store.sqlite")
        for expected in ("new", "held"):
            database = SqliteDatabase.open(path)
            claim = await SqlIdempotencyStore(database, SteppedClock()).claim("s", "k", lease_seconds=5.0)
            assert claim.state == expected
            assert await database.run("PRAGMA journal_mode", {}) == [{"journal_mode": "wal"}]
            await database.close()

    asyncio.run(body())


def test_a_file_that_cannot_be_used_is_a_typed_error(tmp_path: Path) -> None:
    """No folder, or no database: the path is named, and nothing is left open."""
    with pytest.raises(StoreUnavailable, match="nowhere"):
        SqliteDatabase.open(str(tmp_path / "nowhere" / "store.sqlite"))
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreUnavailable, match=r"broken\.sqlite"):
        SqliteDatabase.open(str(broken))


def test_a_file_that_somebody_else_locks_is_an_outage(tmp_path: Path) -> None:
    """After a short wait, and only as long as it is locked."""

    async def body() -> None:
        path = tmp_path / "store.sqlite"
        database = SqliteDatabase.open(str(path))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        store = SqlIdempotencyStore(database, SteppedClock())
        with pytest.raises(StoreUnavailable, match="locked"):
            await store.claim("s", "k", lease_seconds=1.0)
        other.execute("ROLLBACK")
        other.close()
        assert (await store.claim("s", "k", lease_seconds=1.0)).state == "new"
        await database.close()

    asyncio.run(body())


def test_transactions_of_one_connection_do_not_mix() -> None:
    """Whoever comes in the middle of a transaction waits for its end."""

    async def body() -> None:
        database = SqliteDatabase.open(":memory:")
        insert = "INSERT INTO checkpoints VALUES (:name, 'p', 1, 0)"

        async def failing() -> None:
            async with database.transaction() as session:
                await session.run(insert, {"name": "undone"})
                await asyncio.sleep(0)
                raise KeyError

        async def writing() -> None:
            await database.run(insert, {"name": "kept"})

        await asyncio.gather(failing(), writing(), return_exceptions=True)
        assert await database.run("SELECT name FROM checkpoints", {}) == [{"name": "kept"}]
        await database.close()

    asyncio.run(body())
