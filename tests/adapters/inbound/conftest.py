"""The databases of a queue; every one that a test opened is closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.clock import Clock
from adapters.inbound import opening, store
from adapters.inbound.sessions import QueueDatabase
from adapters.stores.sqlite import Synchronous
from tests.adapters.stores.postgres import new_uri


@pytest.fixture(autouse=True)
def closed_databases(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the connections that were left open, as a dead process would."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remembered(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", remembered)
    yield
    for connection in opened:
        connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real_service)])
def every_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a test on each database: a path stands for a schema of its own, ``:memory:`` for a new one each time."""
    if request.param == "sqlite":
        yield
        return
    server = request.getfixturevalue("postgres_server")
    uris: dict[str, str] = {}
    opened: list[QueueDatabase] = []

    def open_queue(where: str, clock: Clock, synchronous: Synchronous) -> QueueDatabase:
        if where == ":memory:" or where not in uris:
            uris[where] = new_uri(server)
        opened.append(opening.open_queue(uris[where], clock, synchronous))
        return opened[-1]

    monkeypatch.setattr(store, "open_queue", open_queue)
    yield
    for database in opened:
        database.close()
