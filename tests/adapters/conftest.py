"""What several folders of tests need, started when the first test wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .stores.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests."""
    server = PostgresServer()
    server.start()
    yield server
    server.stop()
