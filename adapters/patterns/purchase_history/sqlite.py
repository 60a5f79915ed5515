"""The warehouse's replica as a SQLite file that is only read."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Self

from ...clock import Clock
from ...errors import DeadlineExceeded, SystemUnavailable
from ...ports.warehouse import Place, Purchase

SYSTEM = "warehouse"
BUSY_SECONDS = 0.5
STEPS_BETWEEN_CHECKS = 1000

SCHEMA = """
CREATE TABLE IF NOT EXISTS purchases (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    purchased_at REAL NOT NULL,
    product TEXT NOT NULL,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    change_number INTEGER NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS purchases_of_customer ON purchases (customer_id, purchased_at DESC, id DESC);
CREATE TABLE IF NOT EXISTS heartbeat (
    only INTEGER PRIMARY KEY CHECK (only = 1), beat_at REAL NOT NULL, complete_until INTEGER NOT NULL
);
"""
"""The tables of a replica; ``complete_until`` is the change number below which nothing can appear any more."""

_FIRST_PAGE = """
SELECT * FROM purchases WHERE customer_id = :customer_id ORDER BY purchased_at DESC, id DESC LIMIT :limit
"""
_NEXT_PAGE = """
SELECT * FROM purchases WHERE customer_id = :customer_id AND (purchased_at, id) < (:purchased_at, :id)
ORDER BY purchased_at DESC, id DESC LIMIT :limit
"""
_CHANGES = """
SELECT * FROM purchases
WHERE change_number > :after AND change_number <= (SELECT complete_until FROM heartbeat)
ORDER BY change_number LIMIT :limit
"""


class SqliteWarehouse:
    """Implements ``Warehouse``; its connection can write nothing.

    Args:
        connection: opened for reading only.
        clock: for the lag.
        steps_max: steps of SQLite's virtual machine that a statement may take. A file is read without waiting, so
            what a statement costs is counted in work, not in time.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock, steps_max: int) -> None:
        self._connection = connection
        self._clock = clock
        self._checks_max = max(1, steps_max // STEPS_BETWEEN_CHECKS)
        self._checks = 0
        connection.set_progress_handler(self._check, STEPS_BETWEEN_CHECKS)

    @classmethod
    def open(cls, path: Path, clock: Clock, *, steps_max: int) -> Self:
        """Open a replica that exists.

        Raises:
            SystemUnavailable: it cannot be opened.
        """
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise SystemUnavailable(f"{path}: {error}", system=SYSTEM) from error
        return cls(connection, clock, steps_max)

    async def lag_seconds(self) -> float:
        """Return the age of the last heartbeat; see ``Warehouse``."""
        rows = self._run("SELECT beat_at FROM heartbeat", {})
        if not rows:
            raise SystemUnavailable("the replica has no heartbeat yet", system=SYSTEM)
        return max(0.0, self._clock.now() - float(rows[0]["beat_at"]))

    async def page(self, customer_id: str, after: Place | None, limit: int) -> Sequence[Purchase]:
        """Return a page; see ``Warehouse``."""
        values: dict[str, object] = {"customer_id": customer_id, "limit": limit}
        if after is None:
            rows = self._run(_FIRST_PAGE, values)
        else:
            rows = self._run(_NEXT_PAGE, {**values, "purchased_at": after.purchased_at.timestamp(), "id": after.id})
        return [_purchase(row) for row in rows]

    @asynccontextmanager
    async def all_purchases(self, customer_id: str, batch: int) -> AsyncIterator[AsyncIterator[Purchase]]:
        """Open a stream; see ``Warehouse``. An open statement of SQLite is one consistent reading."""
        with self._bounded():
            cursor = self._connection.execute(_FIRST_PAGE, {"customer_id": customer_id, "limit": -1})
        try:
            yield self._batches(cursor, batch)
        finally:
            cursor.close()

    async def _batches(self, cursor: sqlite3.Cursor, batch: int) -> AsyncIterator[Purchase]:
        while True:
            with self._bounded():
                rows = cursor.fetchmany(batch)
            if not rows:
                return
            for row in rows:
                yield _purchase(row)

    async def changes(self, after: int, limit: int) -> Sequence[Purchase]:
        """Return changes; see ``Warehouse``."""
        return [_purchase(row) for row in self._run(_CHANGES, {"after": after, "limit": limit})]

    async def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()

    def _run(self, statement: str, values: Mapping[str, object]) -> list[sqlite3.Row]:
        with self._bounded():
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        self._checks = 0
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise DeadlineExceeded("the statement took more steps than it may", system=SYSTEM) from error
            raise SystemUnavailable(f"the replica failed: {error}", system=SYSTEM) from error
        except sqlite3.Error as error:
            raise SystemUnavailable(f"the replica failed: {error}", system=SYSTEM) from error

    def _check(self) -> int:
        self._checks += 1
        return 1 if self._checks > self._checks_max else 0


def _purchase(row: sqlite3.Row) -> Purchase:
    return Purchase(
        id=row["id"],
        customer_id=row["customer_id"],
        purchased_at=datetime.fromtimestamp(row["purchased_at"], UTC),
        product=row["product"],
        amount=Decimal(row["amount"]),
        currency=row["currency"],
        change_number=row["change_number"],
    )
