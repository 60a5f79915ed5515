"""A batch, put together over a file."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from pathlib import Path
from random import Random
from typing import Any

import httpx

from adapters.patterns.batch.assembly import assemble
from adapters.spokes.connection import Surroundings
from tests.adapters.fake_clock import FakeClock, run
from tests.adapters.fake_system import ListSink

from .plant import SETTINGS, Numbers, kinds


class Spokes:
    """Connections that remember whether they were closed."""

    closed = False

    async def aclose(self) -> None:
        """Remember it."""
        self.closed = True


def no_transport(role: str) -> httpx.AsyncBaseTransport:
    """Nobody calls a system here."""
    raise AssertionError(role)


def test_what_is_remembered_is_in_the_file(tmp_path: Path) -> None:
    """A second process over the same file finds the run of the day finished."""
    work, sink = Numbers(), ListSink()
    settings = SETTINGS.model_copy(update={"store_path": str(tmp_path / "batch.sqlite")})

    async def live(clock: FakeClock) -> None:
        spokes = Spokes()
        surroundings = Surroundings({}, clock, Random(1), sink, no_transport, 2)
        application = assemble("numbers", work, settings, surroundings, spokes)
        messages: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        await messages.put({"type": "lifespan.startup"})

        async def send(message: MutableMapping[str, Any]) -> None:
            assert "failed" not in message["type"]

        task = asyncio.create_task(application({"type": "lifespan"}, messages.get, send))
        await clock.sleep(600.0)
        await messages.put({"type": "lifespan.shutdown"})
        await task
        assert spokes.closed

    run(live)
    run(live)
    assert (len(work.readings), sum(work.applied.values())) == (1, 7)
    assert kinds(sink).count("batch-finished") == 1
