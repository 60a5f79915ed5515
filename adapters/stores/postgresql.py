"""PostgreSQL: one store for workers on many machines."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests
from pydantic import BaseModel, ConfigDict, Field

from ..inbound.database import SchemaMismatch, StoreUnavailable
from ..masking import Secret, mask
from .database import Row, Session, Values
from .schema import SCHEMA, SCHEMA_VERSION

FAILURES = (psycopg.Error, PoolTimeout, PoolClosed, TooManyRequests)
SCHEMA_LOCK = 7_140_163
"""Number of the advisory lock under which the tables are made; any number that nobody else uses."""

_NAMED = re.compile(r"(?<!:):([a-z_]+)")

Connection = psycopg.AsyncConnection[dict[str, Any]]
Pool = AsyncConnectionPool[Connection]


class PostgresqlSettings(BaseModel):
    """How to reach the database.

    Args:
        conninfo: a URI or ``key=value`` pairs as libpq reads them (PostgreSQL documentation, "Connection Strings").
        connections_max: connections at once.
        connect_timeout_seconds: how long to wait for a connection.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    conninfo: Secret
    connections_max: int = Field(default=8, ge=1)
    connect_timeout_seconds: float = Field(default=5.0, gt=0, allow_inf_nan=False)


class _Connection:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run(self, statement: str, values: Values) -> list[Row]:
        cursor = await self._connection.execute(_as_psycopg(statement), values)
        return [] if cursor.description is None else [*await cursor.fetchall()]


class PostgresqlDatabase:
    """A pool of connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, settings: PostgresqlSettings) -> Self:
        """Connect, and make the tables where there are none.

        Raises:
            SchemaMismatch: the database holds another version of the schema.
            StoreUnavailable: it cannot be reached.
        """
        pool: Pool = AsyncConnectionPool(
            settings.conninfo.reveal(),
            connection_class=psycopg.AsyncConnection[dict[str, Any]],
            min_size=1,
            max_size=settings.connections_max,
            timeout=settings.connect_timeout_seconds,
            kwargs={"row_factory": dict_row, "autocommit": True},
            check=_check,
            open=False,
        )
        database = cls(pool)
        try:
            await pool.open(wait=True, timeout=settings.connect_timeout_seconds)
            await database._prepare()
        except FAILURES as error:
            await pool.close()
            raise _unavailable(error) from None
        except BaseException:
            await pool.close()
            raise
        return database

    async def run(self, statement: str, values: Values) -> list[Row]:
        """Run one statement that is a transaction of its own."""
        try:
            async with self._pool.connection() as connection:
                return await _Connection(connection).run(statement, values)
        except FAILURES as error:
            raise _unavailable(error) from None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Commit what happens inside, or nothing of it."""
        try:
            async with self._pool.connection() as connection, connection.transaction():
                yield _Connection(connection)
        except FAILURES as error:
            raise _unavailable(error) from None

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()

    async def _prepare(self) -> None:
        async with self.transaction() as session:
            await session.run("SELECT pg_advisory_xact_lock(:lock)", {"lock": SCHEMA_LOCK})
            known = await session.run("SELECT to_regclass('store_schema') AS name", {})
            if known[0]["name"] is None:
                for statement in SCHEMA:
                    await session.run(statement, {})
                await session.run("INSERT INTO store_schema VALUES (:version)", {"version": SCHEMA_VERSION})
            found = (await session.run("SELECT version FROM store_schema", {}))[0]["version"]
        if found != SCHEMA_VERSION:
            raise SchemaMismatch(f"the store holds schema {found}; this code knows schema {SCHEMA_VERSION}")


async def _check(connection: Connection) -> None:
    """Fail when the server has closed the connection meanwhile."""
    await connection.execute("")


def _unavailable(error: BaseException) -> StoreUnavailable:
    return StoreUnavailable(mask(f"the store failed: {type(error).__name__}: {error}".strip()))


@lru_cache(maxsize=256)
def _as_psycopg(statement: str) -> bytes:
    return _NAMED.sub(r"%(\1)s", statement).encode()
