"""A warehouse in each database, with the same purchases in it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from adapters.masking import Secret
from adapters.patterns.purchase_history.postgresql import PostgresqlWarehouse, PostgresqlWarehouseSettings
from adapters.patterns.purchase_history.sqlite import SCHEMA, SqliteWarehouse
from adapters.ports.warehouse import Purchase, Warehouse
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock
from tests.adapters.stores.postgres import new_schema

TABLES = """
CREATE TABLE purchases (
    id text PRIMARY KEY, customer_id text NOT NULL, purchased_at timestamptz NOT NULL, product text NOT NULL,
    amount numeric NOT NULL, currency text NOT NULL, change_number bigint NOT NULL UNIQUE
);
CREATE TABLE heartbeat (beat_at timestamptz NOT NULL, complete_until bigint NOT NULL);
"""

Body = Callable[[Warehouse], Awaitable[None]]
Run = Callable[[Body], None]


def purchase(number: int, customer: str = "c-1", seconds: float | None = None) -> Purchase:
    """Return a purchase; without ``seconds`` they follow each other."""
    at = datetime.fromtimestamp(EPOCH + (number if seconds is None else seconds), UTC)
    return Purchase(f"p-{number}", customer, at, "chair", Decimal("12.50"), "EUR", number)


PURCHASES = (*(purchase(number) for number in range(1, 8)), purchase(8, "c-2"), purchase(9, seconds=7.0))
"""Two of the first customer's were made at the same moment."""
COMPLETE_UNTIL = 8
"""The last change may have one before it that is not visible yet."""


def fill_sqlite(path: Path, beat_at: float | None) -> None:
    """Write a replica."""
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    for each in PURCHASES:
        values = (each.id, each.customer_id, each.purchased_at.timestamp(), each.product, str(each.amount))
        connection.execute(
            "INSERT INTO purchases VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, each.currency, each.change_number)
        )
    if beat_at is not None:
        connection.execute("INSERT INTO heartbeat VALUES (1, ?, ?)", (beat_at, COMPLETE_UNTIL))
    connection.commit()
    connection.close()


def fill_postgresql(conninfo: str, age_seconds: float | None) -> None:
    """Write a replica."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(TABLES.encode())
        for each in PURCHASES:
            values = (each.id, each.customer_id, each.purchased_at, each.product, each.amount, each.currency)
            connection.execute(
                b"INSERT INTO purchases VALUES (%s, %s, %s, %s, %s, %s, %s)", (*values, each.change_number)
            )
        if age_seconds is not None:
            statement = b"INSERT INTO heartbeat VALUES (now() - make_interval(secs => %s), %s)"
            connection.execute(statement, (age_seconds, COMPLETE_UNTIL))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real_service)])
def on_warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Runs a test on one of the warehouses, whose replica is 7 seconds behind."""
    if request.param == "sqlite":
        fill_sqlite(tmp_path / "replica.sqlite", EPOCH - 7.0)

        async def connect() -> Warehouse:
            return SqliteWarehouse.open(tmp_path / "replica.sqlite", SteppedClock(), steps_max=1_000_000)

    else:
        conninfo = new_schema(request.getfixturevalue("postgres_server")).conninfo.reveal()
        fill_postgresql(conninfo, 7.0)

        async def connect() -> Warehouse:
            return await PostgresqlWarehouse.open(PostgresqlWarehouseSettings(conninfo=Secret(conninfo)))

    async def run(body: Body) -> None:
        warehouse = await connect()
        try:
            await body(warehouse)
        finally:
            await warehouse.close()

    return lambda body: asyncio.run(run(body))
