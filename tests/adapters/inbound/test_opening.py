"""Which database keeps a queue."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.inbound.database import Database
from adapters.inbound.job import NewJob
from adapters.inbound.opening import open_queue
from adapters.inbound.store import Store
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.stores.postgres import PostgresServer, new_uri


def test_a_path_is_a_file_of_sqlite(tmp_path: Path) -> None:
    """With the tables of a queue in it."""
    database = open_queue(str(tmp_path / "queue.sqlite"), SteppedClock(), "OFF")
    assert isinstance(database, Database)
    assert database.run("SELECT * FROM jobs") == []


@pytest.mark.real_service
def test_a_uri_is_a_database_of_postgresql(postgres_server: PostgresServer) -> None:
    """A store over it finds what another one queued."""
    uri, clock = new_uri(postgres_server), SteppedClock()
    first, second = Store(uri, clock=clock), Store(uri, clock=clock)
    assert first.enqueue(NewJob("a", "triage", "a"))
    assert not second.enqueue(NewJob("a", "triage", "a"))
    assert [job.key for job in second.receive(1, ("triage",))] == ["a"]
    assert first.receive(1, ("triage",)) == []
    first.close()
    second.close()


def test_without_psycopg_a_uri_is_a_matter_of_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "adapters.inbound.postgresql", None)
    with pytest.raises(ConfigurationError, match=r"windtunnel\[postgres\]"):
        open_queue("postgresql://host/name", SteppedClock(), "FULL")
