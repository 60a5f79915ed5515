"""One SQLite database behind the queue: schema, version, transactions, totals."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..stores.errors import SchemaMismatch, StoreUnavailable
from ..stores.sqlite import BUSY_SECONDS, Synchronous
from .sessions import Session, Values

SCHEMA_VERSION = 1
IN_MEMORY = ":memory:"
IN_MEMORY_PAGE_BYTES = 1024
"""A transaction copies every page that it changes, and in memory that is what it costs; a disk wants larger ones."""

SCHEMA = """
CREATE TABLE jobs (
    sequence INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ready',
    accepted_at REAL NOT NULL,
    life_began_at REAL NOT NULL,
    available_at REAL NOT NULL,
    lease INTEGER NOT NULL DEFAULT 0,
    leased_at REAL NOT NULL DEFAULT 0,
    lease_until REAL NOT NULL DEFAULT 0,
    receives INTEGER NOT NULL DEFAULT 0,
    replays INTEGER NOT NULL DEFAULT 0,
    probes INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    error_system TEXT,
    error_transient INTEGER NOT NULL DEFAULT 0,
    ended_at REAL
);
CREATE INDEX jobs_due ON jobs (kind, available_at, sequence) WHERE state = 'ready';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'leased';
CREATE INDEX jobs_in_lane ON jobs (lane, sequence) WHERE state IN ('ready', 'leased');
CREATE INDEX jobs_waiting ON jobs (accepted_at) WHERE state IN ('ready', 'leased');
CREATE INDEX jobs_dead ON jobs (ended_at) WHERE state = 'dead';
CREATE INDEX jobs_to_replay ON jobs (error_system, replays, ended_at)
    WHERE state = 'dead' AND error_transient;
CREATE INDEX jobs_to_probe ON jobs (error_system, probes, ended_at)
    WHERE state = 'dead' AND error_transient;
CREATE INDEX jobs_finished ON jobs (ended_at) WHERE state IN ('done', 'review');

CREATE TABLE attempts (
    job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
    lease INTEGER NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL NOT NULL,
    outcome TEXT NOT NULL,
    error TEXT,
    PRIMARY KEY (job, lease)
) WITHOUT ROWID;

CREATE TABLE steps (
    job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
    name TEXT NOT NULL,
    begun_at REAL NOT NULL,
    finished_at REAL,
    result TEXT,
    PRIMARY KEY (job, name)
) WITHOUT ROWID;

CREATE TABLE events (
    id TEXT PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX events_of_job ON events (job);

CREATE TABLE rejections (
    digest TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    rejected_at REAL NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE INDEX rejections_by_time ON rejections (rejected_at);

CREATE TABLE totals (name TEXT PRIMARY KEY, amount REAL NOT NULL) WITHOUT ROWID;

CREATE TABLE counts (state TEXT PRIMARY KEY, jobs INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counts VALUES ('ready', 0), ('leased', 0), ('done', 0), ('review', 0), ('dead', 0);
CREATE TRIGGER jobs_inserted AFTER INSERT ON jobs BEGIN
    UPDATE counts SET jobs = jobs + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER jobs_moved AFTER UPDATE OF state ON jobs WHEN OLD.state <> NEW.state BEGIN
    UPDATE counts SET jobs = jobs - 1 WHERE state = OLD.state;
    UPDATE counts SET jobs = jobs + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER jobs_deleted AFTER DELETE ON jobs BEGIN
    UPDATE counts SET jobs = jobs - 1 WHERE state = OLD.state;
END;
"""


_ADD_TO_TOTALS = """
INSERT INTO totals VALUES {} ON CONFLICT (name) DO UPDATE SET amount = totals.amount + excluded.amount
"""


class Database:
    """A connection with transactions; used from one thread, each use short.

    Args:
        path: a file, or ``:memory:``.
        synchronous: SQLite's ``synchronous``; ``FULL`` survives a power cut, ``OFF`` a dead process only.

    Raises:
        SchemaMismatch: the file holds another version of the schema.
        StoreUnavailable: the file cannot be opened.
    """

    def __init__(self, path: str, *, synchronous: Synchronous = "FULL") -> None:
        try:
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            if path == IN_MEMORY:
                self._connection.execute(f"PRAGMA page_size = {IN_MEMORY_PAGE_BYTES}")
            self._prepare(synchronous)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{path}: {error}") from error

    def _prepare(self, synchronous: Synchronous) -> None:
        for pragma in (f"synchronous = {synchronous}", "journal_mode = WAL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        found: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, SCHEMA_VERSION):
            self._connection.close()
            raise SchemaMismatch(f"the store holds schema {found}; this code knows schema {SCHEMA_VERSION}")
        if found == 0:
            self._connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit what happens inside, or nothing of it.

        Raises:
            StoreUnavailable: SQLite failed; nothing was written.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise StoreUnavailable(f"the store failed: {error}") from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            return  # the first error is the one to report; SQLite undoes an open transaction on its own

    def run(self, statement: str, values: Values = ()) -> list[sqlite3.Row]:
        """Run one statement that is a transaction of its own; return its rows.

        Raises:
            StoreUnavailable: SQLite failed; nothing was written.
        """
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the store failed: {error}") from error

    def change(self, statement: str, values: Values = ()) -> int:
        """Run one statement that is a transaction of its own; return how many rows it changed.

        To have them returned would make SQLite keep them in a table of their own, which takes as long again.

        Raises:
            StoreUnavailable: SQLite failed; nothing was written.
        """
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the store failed: {error}") from error

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self._connection.close()


def add_to_totals(session: Session, totals: Mapping[str, float]) -> None:
    """Add ``totals`` to the running totals, inside the caller's transaction."""
    if totals:
        values = tuple(value for total in totals.items() for value in total)
        session.execute(_ADD_TO_TOTALS.format(", ".join(["(?, ?)"] * len(totals))), values)
