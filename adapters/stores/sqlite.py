"""SQLite: one file, for one machine; the default."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Literal, Self

from .database import Row, Session, Values
from .errors import SchemaMismatch, StoreUnavailable
from .schema import SCHEMA, SCHEMA_VERSION

Synchronous = Literal["OFF", "NORMAL", "FULL", "EXTRA"]
BUSY_SECONDS = 0.5  # another process holding the file delays the event loop by no more than this


class _Connection:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def run(self, statement: str, values: Values) -> list[Row]:
        try:
            return [dict(row) for row in self._connection.execute(statement, values)]
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the store failed: {error}") from error


class SqliteDatabase:
    """A file, or ``:memory:``; every statement is short and runs on the event loop."""

    numbered = "INTEGER PRIMARY KEY"
    offset = "INTEGER PRIMARY KEY AUTOINCREMENT"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._session = _Connection(connection)
        self._lock = asyncio.Lock()

    @classmethod
    def open(cls, path: str, *, synchronous: Synchronous = "FULL") -> Self:
        """Open the file, with the tables in it.

        Args:
            path: a file, or ``:memory:``.
            synchronous: SQLite's ``synchronous``; ``FULL`` survives a power cut, ``OFF`` a dead process only.

        Raises:
            SchemaMismatch: the file holds another version of the schema.
            StoreUnavailable: it cannot be opened.
        """
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            _prepare(connection, synchronous)
        except (sqlite3.Error, SchemaMismatch) as error:
            if connection is not None:
                connection.close()
            if isinstance(error, SchemaMismatch):
                raise
            raise StoreUnavailable(f"{path}: {error}") from error
        return cls(connection)

    async def run(self, statement: str, values: Values) -> list[Row]:
        """Run one statement that is a transaction of its own."""
        async with self._lock:
            return await self._session.run(statement, values)

    async def create(self, tables: Sequence[str]) -> None:
        """Run statements that create what there is not yet."""
        async with self.transaction() as session:
            for table in tables:
                await session.run(table.format(numbered=self.numbered, offset=self.offset), {})

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Commit what happens inside, or nothing of it."""
        async with self._lock:
            await self._session.run("BEGIN IMMEDIATE", {})
            try:
                yield self._session
                await self._session.run("COMMIT", {})
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            return  # the first error is the one to report; SQLite undoes an open transaction on its own

    async def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self._connection.close()


def _prepare(connection: sqlite3.Connection, synchronous: Synchronous) -> None:
    for pragma in (f"synchronous = {synchronous}", "journal_mode = WAL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'store_schema'").fetchone()
    if known is None:
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute("INSERT INTO store_schema VALUES (?)", (SCHEMA_VERSION,))
    found = connection.execute("SELECT version FROM store_schema").fetchone()[0]
    connection.execute("COMMIT")
    if found != SCHEMA_VERSION:
        raise SchemaMismatch(f"the store holds schema {found}; this code knows schema {SCHEMA_VERSION}")
