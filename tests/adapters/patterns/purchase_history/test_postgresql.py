"""The replica in PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import pytest

from adapters.errors import DeadlineExceeded, SystemUnavailable
from adapters.masking import Secret
from adapters.patterns.purchase_history.postgresql import PostgresqlWarehouse, PostgresqlWarehouseSettings
from tests.adapters.stores.postgres import PostgresServer, new_schema

from .conftest import PURCHASES, fill_postgresql

pytestmark = pytest.mark.real_service


@pytest.fixture
def conninfo(postgres_server: PostgresServer) -> str:
    """An empty schema."""
    return new_schema(postgres_server).conninfo.reveal()


def on(conninfo: str, body: Callable[[PostgresqlWarehouse], Awaitable[None]], **changes: object) -> None:
    """Run ``body`` with an open warehouse."""

    async def run() -> None:
        given = {"conninfo": Secret(conninfo), **changes}
        warehouse = await PostgresqlWarehouse.open(PostgresqlWarehouseSettings.model_validate(given))
        try:
            await body(warehouse)
        finally:
            await warehouse.close()

    asyncio.run(run())


def test_nothing_can_be_written(conninfo: str) -> None:
    """By a connection of the pool, whatever its role may do."""
    fill_postgresql(conninfo, 0.0)

    async def body(warehouse: PostgresqlWarehouse) -> None:
        with pytest.raises(SystemUnavailable, match="ReadOnlySqlTransaction"):
            await warehouse._run(b"DELETE FROM purchases RETURNING id", {})
        assert len(await warehouse.changes(0, 100)) == len(PURCHASES) - 1

    on(conninfo, body)


def test_a_statement_that_takes_too_long_is_ended_by_the_server(conninfo: str) -> None:
    """Everywhere, also after an error on the same connection."""

    async def body(warehouse: PostgresqlWarehouse) -> None:
        for _ in range(2):
            with pytest.raises(DeadlineExceeded):
                await warehouse._run(b"SELECT pg_sleep(30)", {})

    on(conninfo, body, statement_seconds=0.05, connections_max=1)


def test_a_server_without_heartbeat_or_replay_has_no_lag_to_tell(conninfo: str) -> None:
    """A server that is no replica has replayed nothing."""
    fill_postgresql(conninfo, None)

    async def body(warehouse: PostgresqlWarehouse) -> None:
        with pytest.raises(SystemUnavailable, match="no heartbeat|no replica"):
            await warehouse.lag_seconds()

    on(conninfo, body)
    on(conninfo, body, lag_from="replay")


def test_a_stream_takes_rows_from_the_server_in_pieces(conninfo: str) -> None:
    """The server holds the cursor: the client has one piece in memory."""
    fill_postgresql(conninfo, 0.0)
    many = (
        b"INSERT INTO purchases SELECT 'm-' || n, 'big', now(), 'x', 1, 'EUR', 1000 + n FROM generate_series(1, 5000) n"
    )
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(many)

    async def body(warehouse: PostgresqlWarehouse) -> None:
        async with warehouse.all_purchases("big", 100) as purchases:
            count = 0
            async for _ in purchases:
                count += 1
                if count == 1:
                    open_cursors = await _open_cursors(conninfo)
            assert (count, open_cursors) == (5000, 1)

    on(conninfo, body)


async def _open_cursors(conninfo: str) -> int:
    """Count the connections in whose transaction a cursor was fetched from."""
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        statement = b"SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE 'FETCH%'"
        row = await (await connection.execute(statement)).fetchone()
    assert row is not None
    return int(row[0])


def test_a_server_that_is_away_is_unavailable_and_its_address_is_not_told() -> None:
    """The connection string can hold a password."""

    async def run() -> None:
        secret = Secret("host=/nowhere user=u password=hush-hush dbname=d")
        with pytest.raises(SystemUnavailable) as caught:
            await PostgresqlWarehouse.open(PostgresqlWarehouseSettings(conninfo=secret, connect_seconds=0.2))
        assert "hush-hush" not in str(caught.value)

    asyncio.run(run())
