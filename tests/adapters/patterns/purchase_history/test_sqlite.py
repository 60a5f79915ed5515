"""The replica in SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from adapters.errors import DeadlineExceeded, SystemUnavailable
from adapters.patterns.purchase_history.sqlite import SqliteWarehouse
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock

from .conftest import fill_sqlite


def opened(path: Path, steps_max: int = 1_000_000) -> SqliteWarehouse:
    """Open a replica."""
    return SqliteWarehouse.open(path, SteppedClock(), steps_max=steps_max)


def test_nothing_can_be_written(tmp_path: Path) -> None:
    """Not even by a statement that would."""
    fill_sqlite(tmp_path / "r.sqlite", EPOCH)
    warehouse = opened(tmp_path / "r.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        warehouse._connection.execute("DELETE FROM purchases")
    asyncio.run(warehouse.close())


def test_a_statement_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """And the next one is judged by itself."""
    fill_sqlite(tmp_path / "r.sqlite", EPOCH)
    warehouse = opened(tmp_path / "r.sqlite", steps_max=5000)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(DeadlineExceeded):
        warehouse._run(endless, {})
    assert len(asyncio.run(warehouse.page("c-1", None, 3))) == 3
    asyncio.run(warehouse.close())


def test_a_replica_that_is_missing_or_has_no_heartbeat_is_unavailable(tmp_path: Path) -> None:
    """Instead of being taken for fresh."""
    with pytest.raises(SystemUnavailable, match=r"r\.sqlite"):
        opened(tmp_path / "r.sqlite")
    fill_sqlite(tmp_path / "r.sqlite", None)
    warehouse = opened(tmp_path / "r.sqlite")
    with pytest.raises(SystemUnavailable, match="no heartbeat"):
        asyncio.run(warehouse.lag_seconds())
    asyncio.run(warehouse.close())


def test_a_clock_that_is_behind_makes_no_negative_lag(tmp_path: Path) -> None:
    """Clocks of two machines never agree to the millisecond."""
    fill_sqlite(tmp_path / "r.sqlite", EPOCH + 5.0)
    warehouse = opened(tmp_path / "r.sqlite")
    assert asyncio.run(warehouse.lag_seconds()) == 0.0
    asyncio.run(warehouse.close())
