"""Which database an address leads to."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.supplier_invoices.ledger import Ledger
from adapters.patterns.supplier_invoices.records import Receipt
from adapters.patterns.supplier_invoices.states import State
from adapters.stores.errors import StoreUnavailable
from adapters.stores.opening import LOOK_SECONDS, is_postgresql, look_seconds, open_database, part_of
from adapters.stores.sqlite import SqliteDatabase

from ..inbound.virtual_time import SteppedClock
from .postgres import PostgresServer


def test_a_path_is_a_file_of_sqlite(tmp_path: Path) -> None:
    """With the tables in it."""

    async def main() -> None:
        database = await open_database(str(tmp_path / "store.sqlite"), synchronous="OFF")
        assert isinstance(database, SqliteDatabase)
        assert await database.run("SELECT * FROM claims", {}) == []
        await database.close()

    asyncio.run(main())


@pytest.mark.real_service
def test_an_address_of_postgresql_leads_there(postgres_server: PostgresServer) -> None:
    """A ledger of receipts lives in it as it does in a file: in order, each once."""
    host = str(postgres_server.conninfo.split()[0].removeprefix("host=")).replace("/", "%2F")

    async def main() -> None:
        database = await open_database(f"postgresql://postgres@{host}/postgres")
        ledger = Ledger(database, SteppedClock(), depth_max=10)
        await ledger.prepare()
        await ledger.prepare()
        receipts = [Receipt(id=f"abbey/{number}", sender="abbey", text=f"receipt {number}") for number in (1, 2)]
        assert [await ledger.accept(each) for each in (*receipts, receipts[0])] == [True, True, False]
        assert await ledger.move("abbey/1", "handed")
        assert await ledger.move("abbey/1", "parked", system="netsuite", reason="away")
        held = await ledger.held_in_turn("netsuite", 5)
        later = await ledger.find("abbey/2")
        assert later is not None
        assert [each.id for each in held] == ["abbey/1"]
        assert await ledger.earlier_open(later)
        assert [each.id for each in await ledger.in_state(State.ACCEPTED, State.WAITING)] == ["abbey/1", "abbey/2"]
        assert (await ledger.counts())["waiting"] == 1
        await database.run("DROP TABLE receipts", {})
        await database.close()

    asyncio.run(main())


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    """As a store that cannot be reached."""

    async def main() -> None:
        with pytest.raises(StoreUnavailable) as refusal:
            await open_database("postgresql://me:hunter2secret@127.0.0.1:1/none?connect_timeout=1")
        assert "hunter2secret" not in str(refusal.value)

    asyncio.run(main())


def test_without_its_client_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.delitem(sys.modules, "adapters.stores.postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match=r"install windtunnel\[postgres\]"):
        asyncio.run(open_database("postgresql://me@127.0.0.1/none"))


@pytest.mark.parametrize("scheme", ["postgresql://", "postgres://"])
def test_one_setting_leads_all_stores_of_a_service_to_their_place(scheme: str, tmp_path: Path) -> None:
    """To files of one folder, or all to the one database."""
    uri = f"{scheme}user@host/name"
    assert is_postgresql(uri)
    assert not is_postgresql(str(tmp_path))
    assert part_of(uri, "queue.sqlite") == uri
    assert part_of(str(tmp_path), "queue.sqlite") == str(tmp_path / "queue.sqlite")


def test_only_a_store_of_its_own_needs_no_second_look() -> None:
    """A file or a server can be written to by another process."""
    assert look_seconds(":memory:") is None
    assert look_seconds("triage.sqlite") == look_seconds("postgresql://localhost/triage") == LOOK_SECONDS
