"""The warehouse's replica in PostgreSQL: pooled connections, read-only transactions, a statement timeout.

The warehouse has a table ``purchases`` (``id``, ``customer_id``, ``purchased_at timestamptz``, ``product``,
``amount numeric``, ``currency``, ``change_number bigint``) and a table ``heartbeat`` (``beat_at timestamptz``,
``complete_until bigint``) with one row that the primary refreshes. The role that signs in needs ``SELECT`` on both.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Any, Literal, Self

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests
from pydantic import BaseModel, ConfigDict, Field

from ...errors import DeadlineExceeded, SystemUnavailable, TransientError
from ...masking import Secret, mask
from ...ports.warehouse import Place, Purchase

SYSTEM = "warehouse"
FAILURES = (psycopg.Error, PoolTimeout, PoolClosed, TooManyRequests)

LagFrom = Literal["heartbeat", "replay"]
Row = Mapping[str, Any]
Connection = psycopg.AsyncConnection[dict[str, Any]]

_LAG: Mapping[LagFrom, bytes] = {
    "heartbeat": b"SELECT extract(epoch FROM clock_timestamp() - beat_at)::float8 AS lag FROM heartbeat",
    # with nothing left to replay a quiet primary is no lag (documentation, "Recovery Information Functions")
    "replay": b"""
        SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0::float8
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 END AS lag
        WHERE pg_is_in_recovery()
    """,
}
_ALL = b"SELECT * FROM purchases WHERE customer_id = %(customer_id)s ORDER BY purchased_at DESC, id DESC"
_FIRST_PAGE = _ALL + b" LIMIT %(limit)s"
_NEXT_PAGE = b"""
SELECT * FROM purchases WHERE customer_id = %(customer_id)s AND (purchased_at, id) < (%(purchased_at)s, %(id)s)
ORDER BY purchased_at DESC, id DESC LIMIT %(limit)s
"""
_CHANGES = b"""
SELECT * FROM purchases
WHERE change_number > %(after)s AND change_number <= (SELECT complete_until FROM heartbeat)
ORDER BY change_number LIMIT %(limit)s
"""


class PostgresqlWarehouseSettings(BaseModel):
    """How to reach the replica.

    Args:
        conninfo: a URI or ``key=value`` pairs as libpq reads them (PostgreSQL documentation, "Connection Strings").
        connections_max: connections at once.
        connect_seconds: how long to wait for one of them.
        statement_seconds: how long a statement may take.
        lag_from: the heartbeat table, or the replay of the primary's log, which only a replica knows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    conninfo: Secret
    connections_max: int = Field(default=8, ge=1)
    connect_seconds: float = Field(default=5.0, gt=0, allow_inf_nan=False)
    statement_seconds: float = Field(default=5.0, gt=0, allow_inf_nan=False)
    lag_from: LagFrom = "heartbeat"


class PostgresqlWarehouse:
    """Implements ``Warehouse``."""

    def __init__(self, pool: AsyncConnectionPool[Connection], lag_from: LagFrom) -> None:
        self._pool = pool
        self._lag_from: LagFrom = lag_from

    @classmethod
    async def open(cls, settings: PostgresqlWarehouseSettings) -> Self:
        """Connect.

        Raises:
            SystemUnavailable: the replica cannot be reached.
        """
        milliseconds = max(1, math.ceil(settings.statement_seconds * 1000))

        async def prepare(connection: Connection) -> None:
            await connection.set_read_only(True)
            await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
            await connection.execute(f"SET SESSION statement_timeout = {milliseconds}".encode())
            await connection.commit()

        pool = AsyncConnectionPool(
            settings.conninfo.reveal(),
            connection_class=psycopg.AsyncConnection[dict[str, Any]],
            min_size=1,
            max_size=settings.connections_max,
            timeout=settings.connect_seconds,
            kwargs={"row_factory": dict_row},
            configure=prepare,
            check=_check,
            open=False,
        )
        try:
            await pool.open(wait=True, timeout=settings.connect_seconds)
        except FAILURES as error:
            await pool.close()
            raise _failure(error) from None
        return cls(pool, settings.lag_from)

    async def lag_seconds(self) -> float:
        """Return how far the replica is behind, by its own clock; see ``Warehouse``."""
        rows = await self._run(_LAG[self._lag_from], {})
        if not rows or rows[0]["lag"] is None:
            wanted = {"heartbeat": "has no heartbeat yet", "replay": "is no replica, or has replayed nothing yet"}
            raise SystemUnavailable(f"the server {wanted[self._lag_from]}", system=SYSTEM)
        return max(0.0, float(rows[0]["lag"]))

    async def page(self, customer_id: str, after: Place | None, limit: int) -> Sequence[Purchase]:
        """Return a page; see ``Warehouse``."""
        values: dict[str, object] = {"customer_id": customer_id, "limit": limit}
        if after is not None:
            values |= {"purchased_at": after.purchased_at, "id": after.id}
        return [_purchase(row) for row in await self._run(_FIRST_PAGE if after is None else _NEXT_PAGE, values)]

    @asynccontextmanager
    async def all_purchases(self, customer_id: str, batch: int) -> AsyncIterator[AsyncIterator[Purchase]]:
        """Open a stream, over a cursor that the server holds; see ``Warehouse``."""
        try:
            async with self._pool.connection() as connection, connection.cursor(name="purchases") as cursor:
                cursor.itersize = batch
                await cursor.execute(_ALL, {"customer_id": customer_id})
                yield _purchases(cursor)
        except FAILURES as error:
            raise _failure(error) from None

    async def changes(self, after: int, limit: int) -> Sequence[Purchase]:
        """Return changes; see ``Warehouse``."""
        return [_purchase(row) for row in await self._run(_CHANGES, {"after": after, "limit": limit})]

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()

    async def _run(self, statement: bytes, values: Mapping[str, object]) -> list[dict[str, Any]]:
        try:
            async with self._pool.connection() as connection:
                return await (await connection.execute(statement, values)).fetchall()
        except FAILURES as error:
            raise _failure(error) from None


async def _check(connection: Connection) -> None:
    """Fail when the server has closed the connection meanwhile."""
    await connection.execute(b"")
    await connection.rollback()


async def _purchases(cursor: psycopg.AsyncServerCursor[dict[str, Any]]) -> AsyncIterator[Purchase]:
    async for row in cursor:
        yield _purchase(row)


def _failure(error: BaseException) -> TransientError:
    if isinstance(error, psycopg.errors.QueryCanceled):
        return DeadlineExceeded("the statement took longer than it may", system=SYSTEM)
    reason = mask(f"{type(error).__name__}: {error}".strip())
    return SystemUnavailable(f"the replica failed: {reason}", system=SYSTEM)


def _purchase(row: Row) -> Purchase:
    return Purchase(
        id=row["id"],
        customer_id=row["customer_id"],
        purchased_at=row["purchased_at"].astimezone(UTC),
        product=row["product"],
        amount=row["amount"],
        currency=row["currency"],
        change_number=row["change_number"],
    )
