"""The service as a whole."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import httpx
import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.inbound.asgi import Application
from adapters.patterns.reconcile.application import create
from tests.adapters.inbound.fakes import RecordingSink, request
from tests.adapters.inbound.virtual_time import SteppedClock, run
from tests.adapters.lifespan import Lifespan
from tests.adapters.patterns.reconcile.plant import folder_settings
from tests.adapters.pipeline.world import CountingTransport, refuse


def make(folder: Path, clock: Clock, transports: list[CountingTransport], **changes: str) -> Application:
    """Make a service whose systems are away."""

    def transport(role: str) -> httpx.AsyncBaseTransport:
        transports.append(CountingTransport(refuse))
        return transports[-1]

    environment = {**folder_settings(folder), **changes}
    return create(environment, clock=clock, random=Random(1), transports=transport, audit=RecordingSink())


def test_it_starts_answers_and_stops_though_its_systems_are_away(tmp_path: Path) -> None:
    """And closes its connections."""
    transports: list[CountingTransport] = []

    async def main(clock: Clock) -> None:
        application = make(tmp_path, clock, transports)
        lifespan = Lifespan(application)
        assert await lifespan.say("startup") == {"type": "lifespan.startup.complete"}
        await clock.sleep(400.0)
        answer = await request(application, "GET", "/status")
        assert answer is not None
        assert answer.content["last"]["failure"] is not None
        assert await lifespan.say("shutdown") == {"type": "lifespan.shutdown.complete"}
        await lifespan.task

    run(main)
    assert all(transport.closed for transport in transports)


def test_before_the_start_it_says_so(tmp_path: Path) -> None:
    """With 503, so that the vendor tries again."""
    answer = asyncio.run(request(make(tmp_path, SteppedClock(), []), "POST", "/webhooks/helpdesk"))
    assert answer is not None
    assert answer.status == 503


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    """With a message that names the file."""

    async def main(clock: Clock) -> None:
        lifespan = Lifespan(make(tmp_path / "missing", clock, []))
        answer = await lifespan.say("startup")
        assert answer["type"] == "lifespan.startup.failed"
        assert "reconcile.sqlite" in answer["message"]
        await lifespan.task

    run(main)


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """Before anything is started."""
    with pytest.raises(ConfigurationError, match="RECONCILE_WORKERS"):
        make(tmp_path, SteppedClock(), [], RECONCILE_WORKERS="none")
