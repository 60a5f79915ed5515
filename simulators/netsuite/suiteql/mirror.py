"""A copy of the account's records in SQLite, brought up to date before every query.

The records in the store are the truth. A table is filled by the first query that names it, and follows the changes
whenever another one does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from weakref import finalize

from sqlglot.schema import Schema

from windtunnel.simulator import Effect

from ..account import Account
from ..record_types import Catalogue, RecordType
from .functions import register
from .shapes import Shapes
from .tables import Table, schema_of, tables_of

AFFINITIES: Mapping[str, str] = {"INT": "INTEGER", "DOUBLE": "REAL", "TEXT": "TEXT", "DATE": "TEXT"}
STEPS_BETWEEN_CHECKS = 10_000


class TooMuchWork(Exception):
    """A query that took more steps than a query may."""


class Mirror:
    """The tables of an account.

    Args:
        account: the account.
    """

    def __init__(self, account: Account) -> None:
        self.tables, self.schema, self.shapes = _vocabulary(account.catalogue)
        self._account = account
        self._connection: sqlite3.Connection | None = None
        self._changed: dict[str, dict[tuple[str, str], None]] = {}
        """By each table that was filled: the records that changed since, as collection and id."""
        self._types = {type.collection: type for type in account.catalogue.types.values()}
        self._quoted = [(f'"{table.name}"', table) for table in self.tables.values()]
        for collection in self._types:
            account.store[collection].watch(self._note)

    def forget(self) -> None:
        """Drop the copy: the records are others now."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._changed.clear()

    def run(self, sql: str, rows_max: int, values: Sequence[str] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return column names and rows of a query.

        Args:
            sql: in SQLite's dialect, with all names in quotation marks.
            rows_max: how many rows are fetched at most.
            values: of its numbered places.

        Raises:
            sqlite3.Error: the query cannot be run.
            TooMuchWork: it does not end.
        """
        connection = self._current(sql)
        budget = [self._account.limit("suiteql_steps") // STEPS_BETWEEN_CHECKS]
        connection.set_progress_handler(lambda: _spend(budget), STEPS_BETWEEN_CHECKS)
        try:
            cursor = connection.execute(sql, values)
            return [column[0] for column in cursor.description], cursor.fetchmany(rows_max)
        except sqlite3.OperationalError as error:
            if budget[0] < 0:
                raise TooMuchWork from error
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def _note(self, effect: Effect) -> None:
        for changed in self._changed.values():
            changed[effect.collection, effect.id] = None

    def _current(self, sql: str) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._opened()
        for quoted, table in self._quoted:
            if quoted in sql:
                self._bring_up_to_date(self._connection, table)
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA case_sensitive_like = ON")
        register(connection, self._account)
        finalize(self, connection.close)  # an account ends without a word; from Python 3.13 on SQLite wants one
        return connection

    def _bring_up_to_date(self, connection: sqlite3.Connection, table: Table) -> None:
        if table.name not in self._changed:
            self._fill(connection, table)
        for collection, record_id in self._changed[table.name]:
            self._follow(connection, table, self._types[collection], record_id)
        self._changed[table.name] = {}

    def _fill(self, connection: sqlite3.Connection, table: Table) -> None:
        columns = ", ".join(f'"{column.name}" {AFFINITIES[column.type]}' for column in table.columns.values())
        connection.execute(f'CREATE TABLE "{table.name}" ({columns}, "_owner" TEXT)')
        connection.execute(f'CREATE INDEX "{table.name}_owner" ON "{table.name}" ("_owner")')
        for type in table.types:
            for record in self._account.rows(type):
                _insert(connection, table, type, record)
        self._changed[table.name] = {}

    def _follow(self, connection: sqlite3.Connection, table: Table, type: RecordType, record_id: str) -> None:
        if type not in table.types:
            return
        owner = f"{type.name}/{record_id}"
        connection.execute(f'DELETE FROM "{table.name}" WHERE "_owner" = ?', (owner,))  # noqa: S608  # our own
        record = self._account.rows(type).get(record_id)
        if record is not None:
            _insert(connection, table, type, record)


@lru_cache(maxsize=8)
def _vocabulary(catalogue: Catalogue) -> tuple[Mapping[str, Table], Schema, Shapes]:
    """Return the tables of a catalogue, their columns, and the queries over them that were understood before."""
    tables = tables_of(catalogue)
    schema = schema_of(tables)
    return tables, schema, Shapes(tables, schema)


def _insert(connection: sqlite3.Connection, table: Table, type: RecordType, record: Mapping[str, Any]) -> None:
    owner = f"{type.name}/{record['id']}"
    blank: dict[str, Any] = dict.fromkeys(table.columns)
    rows = [(*{**blank, **row}.values(), owner) for row in table.rows(type, record)]
    marks = ", ".join("?" * (len(blank) + 1))
    connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608  # our own


def _spend(budget: list[int]) -> int:
    """Count one slice of work; a value other than zero interrupts the query."""
    budget[0] -= 1
    return int(budget[0] < 0)
