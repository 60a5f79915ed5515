"""What several folders of tests need, started when the first test wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .stores.postgres import PostgresServer, new_uri


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests."""
    server = PostgresServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real_service)])
def store_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a service keeps its stores: a folder with files of SQLite, or a database of PostgreSQL."""
    return str(tmp_path) if request.param == "sqlite" else new_uri(request.getfixturevalue("postgres_server"))
