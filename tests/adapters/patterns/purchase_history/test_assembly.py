"""The parts together."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError, SystemUnavailable
from adapters.inbound.asgi import Application
from adapters.patterns.purchase_history.assembly import open_replication, open_warehouse
from adapters.patterns.purchase_history.settings import Settings
from tests.adapters.inbound.virtual_time import SteppedClock, run

from .service import World, get, serve, until


def test_every_change_is_told_once_as_it_is_committed(tmp_path: Path) -> None:
    """From the primary over the replica to the chat."""

    async def scenario(application: Application, world: World) -> None:
        await until(lambda: len(world.chat.posts) == 1)
        await until(lambda: len(world.chat.posts) == 5)
        await world.clock.sleep(60.0)
        assert world.chat.told == ["p-0", "p-1", "p-2", "p-3", "p-4"]
        changes = (await get(application, "/status")).content["changes"]
        assert changes == {"position": 5, "ready": 0, "leased": 0}

    serve(tmp_path, scenario)


def test_a_chat_that_is_away_is_told_later(tmp_path: Path) -> None:
    """And nobody who asks for purchases notices."""

    async def scenario(application: Application, world: World) -> None:
        world.chat.away = True
        await world.clock.sleep(600.0)
        assert (await get(application, "/v1/customers/c-1/purchases")).status == 200
        assert (await get(application, "/status")).content["changes"]["position"] == 5
        world.chat.away = False
        await until(lambda: len(world.chat.posts) == 5, 600.0)

    serve(tmp_path, scenario)


def test_a_replica_that_nobody_makes_must_be_there() -> None:
    """Without a file to load it is somebody else's."""
    settings = Settings(folder="/nowhere")
    assert open_replication(settings, SteppedClock()) is None

    async def main(clock: Clock) -> None:
        with pytest.raises(SystemUnavailable, match=r"replica\.sqlite"):
            await open_warehouse(settings, clock)

    run(main)


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as PostgreSQL is asked for."""
    monkeypatch.setitem(sys.modules, "adapters.patterns.purchase_history.postgresql", None)

    async def main(clock: Clock) -> None:
        with pytest.raises(ConfigurationError, match=r"windtunnel\[postgres\]"):
            await open_warehouse(Settings(folder="x", warehouse="postgresql", conninfo="y"), clock)

    run(main)
