"""The service as a whole: life and death."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from tests.adapters.inbound.virtual_time import SteppedClock, run
from tests.adapters.lifespan import Lifespan
from tests.adapters.patterns.sentiment_stream.service import World, body, call


def test_a_missing_variable_is_told_before_anything_starts(tmp_path: Path) -> None:
    """By its name."""
    world = World(tmp_path, SteppedClock())
    del world.environment["STREAM_FOLDER"]
    with pytest.raises(ConfigurationError, match="STREAM_FOLDER"):
        world.create()


def test_a_folder_that_cannot_be_used_fails_the_start(tmp_path: Path) -> None:
    """With a message, and with every connection closed."""

    async def main(clock: Clock) -> None:
        world = World(tmp_path / "nowhere", clock)
        answer = await Lifespan(world.create()).say("startup")
        assert answer["type"] == "lifespan.startup.failed"
        assert "stream.sqlite" in answer["message"]
        assert all(transport.closed for transport in world.transports.values())

    run(main)


def test_before_its_start_it_asks_to_be_tried_again(tmp_path: Path) -> None:
    """And other protocols are not spoken."""

    async def main(clock: Clock) -> None:
        application = World(tmp_path, clock).create()
        assert (await call(application, "GET", "/status")).status == 503
        with pytest.raises(ValueError, match="websocket"):
            await application({"type": "websocket"}, asyncio.Event().wait, None)  # type: ignore[arg-type]  # never used

    run(main)


def test_what_a_dead_process_accepted_is_told_by_the_next(tmp_path: Path) -> None:
    """Once, although nobody was told of the death."""

    async def main(clock: Clock) -> None:
        world = World(tmp_path, clock)
        for life in range(2):
            application = world.create()
            lifespan = Lifespan(application)
            await lifespan.say("startup")
            if life == 0:
                await call(application, "POST", "/v1/events", body("a"))
                lifespan.task.cancel()
                await asyncio.gather(lifespan.task, return_exceptions=True)
            else:
                await clock.sleep(300.0)
                await lifespan.say("shutdown")
                await lifespan.task
        assert world.chat.told("event_id") == ["a"]

    run(main)
