"""The queue in PostgreSQL, beyond what every queue promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from adapters.inbound.database import SCHEMA_VERSION
from adapters.inbound.job import NewJob
from adapters.inbound.postgresql import PAUSE_SECONDS, PostgresqlQueue
from adapters.inbound.store import Store
from adapters.masking import Secret
from adapters.stores.errors import SchemaMismatch, StoreUnavailable
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.stores.postgres import PostgresServer, new_uri

pytestmark = pytest.mark.real_service


def new_store(uri: str, clock: SteppedClock | None = None) -> Store:
    """Return a store with a connection of its own, as another process has it."""
    return Store(uri, clock=clock or SteppedClock(), lease_seconds=60.0)


def drain(store: Store) -> list[str]:
    """Receive and acknowledge until nothing is left; return the keys."""
    done: list[str] = []
    while jobs := store.receive(1, ("work",)):
        store.acknowledge(jobs[0], {"done": 1})
        done.append(jobs[0].key)
    return done


def test_workers_of_several_processes_are_never_given_the_same_job(postgres_server: PostgresServer) -> None:
    """Every job is done once, no lane is worked on twice at a time, and the counts are right."""
    uri = new_uri(postgres_server)
    stores = [new_store(uri) for _ in range(3)]
    for number in range(30):
        stores[0].enqueue(NewJob(f"job-{number:02}", "work", f"lane-{number % 10}"))
    with ThreadPoolExecutor(len(stores)) as threads:
        done = [key for keys in threads.map(drain, stores) for key in keys]
    done += drain(stores[0])  # a worker that found every lane busy went home
    assert sorted(done) == [f"job-{number:02}" for number in range(30)]
    queue = stores[1].queue()
    assert (queue.ready, queue.leased, queue.done, stores[2].totals()) == (0, 0, 30, {"done": 30.0})
    for store in stores:
        store.close()


def test_a_killed_server_is_an_outage_and_keeps_what_was_committed(postgres_server: PostgresServer) -> None:
    """Calls fail fast while it is away, and go on by themselves when it is back: nothing lost, nothing doubled."""
    clock = SteppedClock()
    store = new_store(new_uri(postgres_server), clock)
    store.enqueue(NewJob("a", "work", "a"), event_id="e1")
    (job,) = store.receive(1, ("work",))
    postgres_server.kill()
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            store.acknowledge(job)
    with pytest.raises(StoreUnavailable, match="a moment ago"):
        store.queue()
    postgres_server.start()
    clock.advance(PAUSE_SECONDS)
    assert not store.enqueue(NewJob("a", "work", "a"), event_id="e1")
    store.acknowledge(job, {"done": 1})
    assert (store.queue().done, store.totals(), store.receive(1, ("work",))) == (1, {"done": 1.0}, [])
    store.close()


def test_a_worker_that_dies_within_a_transaction_holds_nobody_up(postgres_server: PostgresServer) -> None:
    """Its lock goes with its connection, and nothing of what it wrote is seen."""
    uri = new_uri(postgres_server)
    dying = PostgresqlQueue(Secret(uri), SteppedClock())
    with pytest.raises(StoreUnavailable), dying.transaction() as session:
        session.execute("INSERT INTO totals VALUES (?, ?)", ("done", 1.0))
        dying.close()
        session.execute("SELECT 1")
    store = new_store(uri)
    store.enqueue(NewJob("a", "work", "a"))
    assert store.totals() == {}
    store.close()


def test_a_writer_that_takes_too_long_is_not_waited_for(postgres_server: PostgresServer) -> None:
    """The queue is unavailable for the moment; nothing is written."""
    uri = new_uri(postgres_server)
    slow, store = PostgresqlQueue(Secret(uri), SteppedClock()), new_store(uri)
    with slow.transaction(), pytest.raises(StoreUnavailable, match="lock timeout"):
        store.enqueue(NewJob("a", "work", "a"))
    assert store.enqueue(NewJob("a", "work", "a"))
    slow.close()
    store.close()


def test_another_version_of_the_schema_is_refused(postgres_server: PostgresServer) -> None:
    """And a search path that leads nowhere, too."""
    uri = new_uri(postgres_server)
    new_store(uri).close()
    schema = uri.rpartition("%3D")[2]
    with psycopg.connect(postgres_server.conninfo, autocommit=True) as connection:
        connection.execute(f"UPDATE {schema}_queue.queue_schema SET version = {SCHEMA_VERSION + 1}".encode())
    with pytest.raises(SchemaMismatch, match=f"holds schema {SCHEMA_VERSION + 1}"):
        new_store(uri)
    with pytest.raises(SchemaMismatch, match="names no schema"):
        new_store(uri.replace(schema, "nowhere"))


def test_a_closed_queue_stays_closed(postgres_server: PostgresServer) -> None:
    """It does not connect again."""
    store = new_store(new_uri(postgres_server))
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.queue()


def test_the_password_is_not_in_the_error() -> None:
    """Of a server that cannot be reached."""
    with pytest.raises(StoreUnavailable) as away:
        new_store("postgresql://u:hunter2-hunter2@127.0.0.1:1/name")
    assert "hunter2" not in str(away.value)
