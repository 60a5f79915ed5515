"""A primary, and a replica that follows it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.errors import ConfigurationError, SystemUnavailable
from adapters.patterns.purchase_history.replication import Replication
from adapters.patterns.purchase_history.sqlite import SqliteWarehouse
from tests.adapters.inbound.virtual_time import SteppedClock

HEADER = "id,customer,at_seconds,product,amount,currency\n"


def replication(folder: Path, clock: SteppedClock, rows: str, stall: tuple[float, float] = (0.0, 0.0)) -> Replication:
    """Return one that is loaded."""
    path = folder / "rows.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    found = Replication(folder, clock, stall_from_seconds=stall[0], stall_seconds=stall[1])
    try:
        found.load(path)
    except ConfigurationError:
        found.close()
        raise
    return found


def seen(folder: Path, clock: SteppedClock) -> tuple[list[str], float]:
    """Return the changes that the replica tells, and its lag."""

    async def look() -> tuple[list[str], float]:
        warehouse = SqliteWarehouse.open(folder / "replica.sqlite", clock, steps_max=1_000_000)
        changes = await warehouse.changes(0, 100)
        lag_seconds = await warehouse.lag_seconds()
        await warehouse.close()
        return [change.id for change in changes], lag_seconds

    return asyncio.run(look())


def test_the_replica_takes_over_what_was_committed_by_now(tmp_path: Path) -> None:
    """In the order of the commits, and nothing twice."""
    clock = SteppedClock()
    both = replication(tmp_path, clock, "b,c-1,10,chair,2.50,EUR\na,c-1,0,desk,1.00,EUR\n")
    assert both.follow()
    assert seen(tmp_path, clock) == (["a"], 0.0)
    clock.advance(10.0)
    assert both.follow()
    assert both.follow()
    assert seen(tmp_path, clock) == (["a", "b"], 0.0)
    both.close()


def test_a_replica_that_stalls_falls_behind_and_catches_up(tmp_path: Path) -> None:
    """Also over a restart: what counts is the time of the load."""
    clock = SteppedClock()
    both = replication(tmp_path, clock, "a,c-1,15,desk,1.00,EUR\n", stall=(10.0, 20.0))
    assert both.follow()
    both.close()
    clock.advance(16.0)
    both = replication(tmp_path, clock, "other,c-1,0,desk,1.00,EUR\n", stall=(10.0, 20.0))
    assert not both.follow()
    assert seen(tmp_path, clock) == ([], 16.0)
    clock.advance(14.0)
    assert both.follow()
    assert seen(tmp_path, clock) == (["a"], 0.0)
    both.close()


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("a,c-1,soon,desk,1.00,EUR\n", "line 2"),
        ("a,c-1,0,desk,much,EUR\n", "line 2"),
        ("a,c-1,0,desk,NaN,EUR\n", "line 2"),
        ("a,,0,desk,1,EUR\n", "line 2"),
        ("a,c-1,0,desk,1,EUR\na,c-1,0,desk,1,EUR\n", "twice"),
        ('"a,c-1', "cannot be read"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_its_place(tmp_path: Path, rows: str, complaint: str) -> None:
    """And nothing of it is loaded."""
    with pytest.raises(ConfigurationError, match=complaint):
        replication(tmp_path, SteppedClock(), rows)


def test_a_column_that_is_missing_and_a_folder_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    """By their names."""
    path = tmp_path / "rows.csv"
    path.write_text("id,customer\n")
    both = Replication(tmp_path, SteppedClock(), stall_from_seconds=0.0, stall_seconds=0.0)
    with pytest.raises(ConfigurationError, match="at_seconds"):
        both.load(path)
    both.close()
    with pytest.raises(SystemUnavailable, match="nowhere"):
        Replication(tmp_path / "nowhere", SteppedClock(), stall_from_seconds=0.0, stall_seconds=0.0)
