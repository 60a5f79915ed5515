"""The databases, each started when the first test wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.masking import Secret
from adapters.stores.database import Database
from adapters.stores.postgresql import PostgresqlDatabase, PostgresqlSettings
from adapters.stores.sqlite import SqliteDatabase

from .postgres import PostgresServer

_numbers = count(1)

Open = Callable[[], Awaitable[Database]]
Body = Callable[[Open], Coroutine[Any, Any, None]]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests."""
    server = PostgresServer()
    server.start()
    yield server
    server.stop()


def new_schema(server: PostgresServer) -> PostgresqlSettings:
    """Return settings that lead to an empty schema."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    conninfo = Secret(f"{server.conninfo} options='-c search_path={name}'")
    return PostgresqlSettings(conninfo=conninfo, connect_timeout_seconds=2.0)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real_service)])
def on_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Body], None]:
    """Runs a test on one of the databases; every ``open`` is another connection to the same data."""
    if request.param == "sqlite":

        async def connect() -> Database:
            return SqliteDatabase.open(str(tmp_path / "store.sqlite"))

    else:
        settings = new_schema(request.getfixturevalue("postgres_server"))

        async def connect() -> Database:
            return await PostgresqlDatabase.open(settings)

    async def run(body: Body) -> None:
        async with AsyncExitStack() as stack:

            async def open_database() -> Database:
                database = await connect()
                stack.push_async_callback(database.close)
                return database

            await body(open_database)

    return lambda body: asyncio.run(run(body))
