"""Transactions on one SQLite file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.inbound.database import SCHEMA_VERSION, Database, add_to_totals
from adapters.stores.errors import SchemaMismatch, StoreUnavailable


def totals(database: Database) -> dict[str, float]:
    """Return the running totals."""
    return {row["name"]: row["amount"] for row in database.run("SELECT * FROM totals")}


def write(database: Database, amounts: dict[str, float], error: Exception) -> None:
    """Begin a transaction that fails at its end."""
    with database.transaction() as connection:
        add_to_totals(connection, amounts)
        raise error


def test_a_transaction_is_written_whole_or_not_at_all() -> None:
    """An error of the caller undoes what was written before it."""
    database = Database(":memory:")
    with database.transaction() as connection:
        add_to_totals(connection, {"a": 1, "b": 2})
    with pytest.raises(KeyError):
        write(database, {"a": 10}, KeyError())
    assert totals(database) == {"a": 1, "b": 2}


def test_an_error_of_sqlite_is_typed_and_undone() -> None:
    """The connection can be used again afterwards."""
    database = Database(":memory:")
    with pytest.raises(StoreUnavailable):
        write(database, {"a": 1}, sqlite3.OperationalError("disk I/O error"))
    with pytest.raises(StoreUnavailable):
        database.run("SELECT * FROM nowhere")
    with database.transaction() as connection:
        add_to_totals(connection, {"a": 5})
    assert totals(database) == {"a": 5}


def test_files_use_a_write_ahead_log_and_carry_the_schemas_version(tmp_path: Path) -> None:
    """Opening a second time changes nothing."""
    path = str(tmp_path / "store.sqlite")
    for _ in range(2):
        database = Database(path, synchronous="NORMAL")
        assert database.run("PRAGMA journal_mode")[0][0] == "wal"
        assert database.run("PRAGMA synchronous")[0][0] == 1
        assert database.run("PRAGMA user_version")[0][0] == SCHEMA_VERSION
        database.close()


def test_another_version_of_the_schema_is_a_matter_of_configuration(tmp_path: Path) -> None:
    """It is not touched."""
    path = str(tmp_path / "store.sqlite")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(SchemaMismatch) as caught:
        Database(path)
    assert isinstance(caught.value, ConfigurationError)


@pytest.mark.parametrize(
    "condition",
    [
        "state = 'ready' AND kind = 'k' AND available_at <= 1 ORDER BY available_at, sequence LIMIT 1",
        "state = 'leased'",
        "lane = 'l' AND state IN ('ready', 'leased') AND sequence < 1",
        "state IN ('ready', 'leased') ORDER BY accepted_at LIMIT 1",
        "state = 'dead' ORDER BY ended_at, sequence LIMIT 1",
        "state = 'dead' AND error_transient AND error_system = 's' AND replays < 1 ORDER BY replays, ended_at LIMIT 1",
        "state = 'dead' AND error_transient AND error_system = 's' AND probes < 1 ORDER BY probes, ended_at LIMIT 1",
        "state IN ('done', 'review') AND ended_at < 1 ORDER BY ended_at LIMIT 1",
        "key = 'k'",
    ],
)
def test_no_query_walks_through_all_jobs(condition: str) -> None:
    """Every question that is asked per event is answered by an index, so its cost does not grow with the queue."""
    plan = [
        row["detail"] for row in Database(":memory:").run(f"EXPLAIN QUERY PLAN SELECT * FROM jobs WHERE {condition}")
    ]
    assert all("SEARCH" in step or "USING" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
