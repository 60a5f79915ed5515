"""The service as a whole: life and death."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from tests.adapters.inbound.virtual_time import SteppedClock, run
from tests.adapters.lifespan import Lifespan

from .service import PURCHASES, World, get, until


def test_a_missing_variable_is_told_before_anything_starts(tmp_path: Path) -> None:
    """By its name."""
    world = World(tmp_path, SteppedClock())
    del world.environment["PURCHASES_FOLDER"]
    with pytest.raises(ConfigurationError, match="PURCHASES_FOLDER"):
        world.create()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"PURCHASES_FOLDER": "/nowhere"}, "checkpoints.sqlite"),
        ({"PURCHASES_LOAD": "/nowhere/rows.csv"}, "rows.csv"),
        ({"PURCHASES_LOAD": ""}, "replica.sqlite"),
    ],
)
def test_what_keeps_it_from_starting_is_told(tmp_path: Path, changes: dict[str, str], told: str) -> None:
    """With a message, and with every connection closed."""

    async def main(clock: Clock) -> None:
        world = World(tmp_path, clock, **changes)
        answer = await Lifespan(world.create()).say("startup")
        assert answer["type"] == "lifespan.startup.failed"
        assert told in answer["message"]
        assert world.transport.closed

    run(main)


def test_before_its_start_it_asks_to_be_tried_again(tmp_path: Path) -> None:
    """And other protocols are not spoken."""

    async def main(clock: Clock) -> None:
        application = World(tmp_path, clock).create()
        assert (await get(application, PURCHASES)).status == 503
        with pytest.raises(ValueError, match="websocket"):
            await application({"type": "websocket"}, asyncio.Event().wait, None)  # type: ignore[arg-type]  # never used

    run(main)


def test_changes_are_told_once_over_a_death(tmp_path: Path) -> None:
    """The next process goes on where the dead one stopped."""

    async def main(clock: Clock) -> None:
        world = World(tmp_path, clock)
        application = world.create()
        lifespan = Lifespan(application)
        await lifespan.say("startup")
        await until(lambda: len(world.chat.posts) == 2)
        lifespan.task.cancel()
        await asyncio.gather(lifespan.task, return_exceptions=True)
        lifespan = Lifespan(world.create())
        await lifespan.say("startup")
        await clock.sleep(300.0)
        await lifespan.say("shutdown")
        await lifespan.task
        assert sorted(world.chat.told) == ["p-0", "p-1", "p-2", "p-3", "p-4"]

    run(main)
