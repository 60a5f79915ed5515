"""PostgreSQL as the store, beyond what all stores promise."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import ValidationError

from adapters.masking import Secret
from adapters.stores.errors import StoreUnavailable
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import ClaimState
from adapters.stores.postgresql import PostgresqlDatabase, PostgresqlSettings

from ..inbound.virtual_time import SteppedClock
from .postgres import PostgresServer, new_schema


def test_the_password_is_hidden() -> None:
    """Neither the settings nor the error of a server that is away show it."""
    text = "host=127.0.0.1 port=1 user=u password=hunter2-hunter2"
    settings = PostgresqlSettings(conninfo=Secret(text), connect_timeout_seconds=0.3)
    assert "hunter2" not in repr(settings)
    with pytest.raises(ValidationError) as refused:
        PostgresqlSettings.model_validate({"conninfo": text})
    assert "hunter2" not in str(refused.value)
    with pytest.raises(StoreUnavailable) as away:
        asyncio.run(PostgresqlDatabase.open(settings))
    assert "hunter2" not in str(away.value)


@pytest.mark.real_service
def test_tables_are_made_once(postgres_server: PostgresServer) -> None:
    """Several who open an empty schema at the same time all find the tables."""

    async def body() -> None:
        settings = new_schema(postgres_server)
        opened = await asyncio.gather(*(PostgresqlDatabase.open(settings) for _ in range(4)))
        for database in opened:
            assert len(await database.run("SELECT version FROM store_schema", {})) == 1
            await database.close()

    asyncio.run(body())


@pytest.mark.real_service
def test_a_killed_server_is_an_outage_and_keeps_what_was_committed(postgres_server: PostgresServer) -> None:
    """The pool notices dead connections, and goes on when the server is back."""

    async def body() -> None:
        database = await PostgresqlDatabase.open(new_schema(postgres_server))
        store = SqlIdempotencyStore(database, SteppedClock())
        await store.complete(await store.claim("s", "k", lease_seconds=5.0), "r")
        await asyncio.to_thread(postgres_server.kill)
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(store.claim("s", "k", lease_seconds=5.0), 20.0)
        await asyncio.to_thread(postgres_server.start)
        found = None
        while found is None:
            try:
                found = await store.claim("s", "k", lease_seconds=5.0)
            except StoreUnavailable:
                await asyncio.sleep(0.05)
        assert (found.state, found.result) == (ClaimState.DONE, "r")
        await database.close()

    asyncio.run(body())
