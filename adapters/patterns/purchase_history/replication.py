"""A warehouse in two SQLite files: a primary that is filled from a file, and a replica that follows it.

For rehearsals and small installations. A purchase is committed in the primary so many seconds after the load as its
row says; the replica takes over what was committed, whenever it has its turn, and can be told to stall.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ...clock import Clock
from ...errors import ConfigurationError, SystemUnavailable
from .sqlite import BUSY_SECONDS, SCHEMA, SYSTEM

COLUMNS = ("id", "customer", "at_seconds", "product", "amount", "currency")

_PRIMARY = """
CREATE TABLE IF NOT EXISTS loaded (only INTEGER PRIMARY KEY CHECK (only = 1), at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS purchases (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, committed_at REAL NOT NULL, product TEXT NOT NULL,
    amount TEXT NOT NULL, currency TEXT NOT NULL, change_number INTEGER NOT NULL UNIQUE
);
"""
_FOLLOW = """
INSERT INTO purchases
SELECT id, customer_id, committed_at, product, amount, currency, change_number FROM primary_side.purchases
WHERE committed_at <= :now AND change_number > (SELECT coalesce(max(change_number), 0) FROM purchases)
ORDER BY change_number
"""
_BEAT = """
INSERT INTO heartbeat VALUES (1, :now, (SELECT coalesce(max(change_number), 0) FROM purchases))
ON CONFLICT (only) DO UPDATE SET beat_at = excluded.beat_at, complete_until = excluded.complete_until
"""


class Replication:
    """Primary and replica.

    Args:
        folder: where their files are.
        clock: decides what is committed, and when the replica stalls.
        stall_from_seconds, stall_seconds: when after the load, and for how long, it does not follow.

    Raises:
        SystemUnavailable: the files cannot be used.
    """

    def __init__(self, folder: Path, clock: Clock, *, stall_from_seconds: float, stall_seconds: float) -> None:
        self._clock = clock
        self._stall = stall_from_seconds, stall_from_seconds + stall_seconds
        self.replica_path = folder / "replica.sqlite"
        try:
            self._primary = _open(folder / "primary.sqlite", _PRIMARY)
            self._replica = _open(self.replica_path, SCHEMA)
            self._replica.execute("ATTACH ? AS primary_side", (str(folder / "primary.sqlite"),))
        except sqlite3.Error as error:
            raise SystemUnavailable(f"{folder}: {error}", system=SYSTEM) from error

    def load(self, path: Path) -> None:
        """Fill the primary, unless that was done before.

        Args:
            path: CSV with the columns ``id``, ``customer``, ``at_seconds``, ``product``, ``amount``, ``currency``.

        Raises:
            ConfigurationError: naming file, line and what is wrong.
            SystemUnavailable: the primary cannot be written.
        """
        try:
            if self._primary.execute("SELECT 1 FROM loaded").fetchone():
                return
            now = self._clock.now()
            rows = sorted(_rows(path, now), key=lambda row: float(str(row["committed_at"])))
            self._primary.execute("BEGIN IMMEDIATE")
            self._primary.executemany(
                "INSERT INTO purchases VALUES"
                " (:id, :customer_id, :committed_at, :product, :amount, :currency, :change_number)",
                ({**row, "change_number": number} for number, row in enumerate(rows, start=1)),
            )
            self._primary.execute("INSERT INTO loaded VALUES (1, ?)", (now,))
            self._primary.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            self._primary.execute("ROLLBACK")
            raise ConfigurationError(f"{path}: an id stands there twice: {error}") from error
        except sqlite3.Error as error:
            raise SystemUnavailable(f"the primary failed: {error}", system=SYSTEM) from error

    def follow(self) -> bool:
        """Let the replica take over what was committed; return ``False`` while it stalls.

        Raises:
            SystemUnavailable: it cannot be written.
        """
        now = self._clock.now()
        try:
            loaded = self._primary.execute("SELECT at FROM loaded").fetchone()
            if loaded and self._stall[0] <= now - float(loaded[0]) < self._stall[1]:
                return False
            self._replica.execute("BEGIN IMMEDIATE")
            self._replica.execute(_FOLLOW, {"now": now})
            self._replica.execute(_BEAT, {"now": now})
            self._replica.execute("COMMIT")
        except sqlite3.Error as error:
            if self._replica.in_transaction:
                self._replica.execute("ROLLBACK")
            raise SystemUnavailable(f"the replica cannot follow: {error}", system=SYSTEM) from error
        return True

    def close(self) -> None:
        """Close both files; a second call does nothing."""
        self._primary.close()
        self._replica.close()


def _open(path: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(schema)
    return connection


def _rows(path: Path, now: float) -> Iterator[dict[str, object]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise ConfigurationError(f"{path}: there is no column {missing[0]!r}")
            for number, row in enumerate(reader, start=2):
                yield _row(row, now, f"{path}: line {number}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error


def _row(row: dict[str, str], now: float, place: str) -> dict[str, object]:
    try:
        amount, at_seconds = Decimal(row["amount"]), float(row["at_seconds"])
    except (InvalidOperation, ValueError, TypeError) as error:
        raise ConfigurationError(f"{place}: amount and at_seconds must be numbers") from error
    if not amount.is_finite() or not row["id"] or not row["customer"]:
        raise ConfigurationError(f"{place}: id, customer and a finite amount are needed")
    texts = {"id": row["id"], "customer_id": row["customer"], "product": row["product"], "currency": row["currency"]}
    return {**texts, "amount": str(amount), "committed_at": now + at_seconds}
