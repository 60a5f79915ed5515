"""The parts work together, around a store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import httpx
import pytest

from adapters.clock import Clock
from adapters.patterns.personalised_reply.assembly import HOUSEKEEPING_SECONDS, Works
from adapters.patterns.personalised_reply.settings import Settings
from adapters.patterns.personalised_reply.spokes import Spokes, connect
from adapters.spokes.connection import Surroundings
from adapters.stores.errors import StoreUnavailable
from tests.adapters.inbound.fakes import RecordingSink, request
from tests.adapters.inbound.virtual_time import run

from .fakes import ENVIRONMENT


def around(clock: Clock, sink: RecordingSink) -> tuple[Settings, Spokes, Surroundings]:
    """Return settings, spokes that reach nobody, and surroundings."""
    transport = httpx.MockTransport(lambda request: httpx.Response(503))
    surroundings = Surroundings(ENVIRONMENT, clock, Random(1), sink, lambda role: transport, 2)
    return Settings.from_environment(ENVIRONMENT), connect(surroundings), surroundings


def test_it_answers_and_survives_a_store_that_fails_its_housekeeping() -> None:
    """The failure is in the trail, and the next hour is another try."""

    async def main(clock: Clock) -> list[str]:
        sink = RecordingSink()
        works = await Works.open(*around(clock, sink))
        health = await request(works.interface, "GET", "/healthz")
        assert health is not None
        assert health.status == 200
        await works._database.close()
        await asyncio.sleep(2 * HOUSEKEEPING_SECONDS + 1.0)
        kinds = sink.kinds("store")
        await works.stop()
        return kinds

    assert run(main) == ["degraded", "degraded"]


def test_a_store_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    """To whoever opens the works."""

    async def main(clock: Clock) -> None:
        settings, spokes, surroundings = around(clock, RecordingSink())
        nowhere = settings.model_copy(update={"store_path": str(tmp_path / "missing" / "replies.sqlite")})
        with pytest.raises(StoreUnavailable, match="unable to open"):
            await Works.open(nowhere, spokes, surroundings)

    run(main)
