"""The databases, each started when the first test wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.stores.database import Database
from adapters.stores.postgresql import PostgresqlDatabase
from adapters.stores.sqlite import SqliteDatabase

from .postgres import new_schema

Open = Callable[[], Awaitable[Database]]
Body = Callable[[Open], Coroutine[Any, Any, None]]


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
