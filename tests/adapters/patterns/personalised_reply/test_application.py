"""The service as a whole: its life, its death, and what it leaves behind."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.pipeline.budget import cancel
from tests.adapters.inbound.virtual_time import SteppedClock, run

from .calling import Got, World, serve


def test_a_wrong_setting_is_refused_before_anything_starts() -> None:
    """The variable is named."""
    with pytest.raises(ConfigurationError, match="REPLY_HISTORY_CASES"):
        World(SteppedClock(), REPLY_HISTORY_CASES="many")
    with pytest.raises(ConfigurationError, match="CRM_URL"):
        World(SteppedClock(), CRM_URL="http://crm.example")


def test_before_its_start_the_service_asks_for_patience() -> None:
    """A problem like any other."""

    async def main(clock: Clock) -> Got | None:
        return await World(clock).call("GET", "/healthz")

    got = run(main)
    assert got is not None
    assert (got.status, got.content["retryable"], got.headers["retry-after"]) == (503, True, "1")


def test_a_store_that_cannot_be_opened_fails_the_start(tmp_path: Path) -> None:
    """With the reason, and with everything closed again."""

    async def main(clock: Clock) -> tuple[str, bool]:
        world = World(clock, REPLY_STORE_PATH=str(tmp_path / "missing" / "replies.sqlite"))
        said = await world.begin()
        await world.lifespan
        return said["type"], world.ai.closed and world.crm.closed

    assert run(main) == ("lifespan.startup.failed", True)


def test_another_protocol_is_refused() -> None:
    """The service speaks HTTP."""

    async def scenario(world: World) -> None:
        with pytest.raises(ValueError, match="websocket"):
            await world.application({"type": "websocket"}, world._inbox.get, world._outbox.put)

    serve(scenario)


def test_an_answer_outlives_the_process_that_gave_it(tmp_path: Path) -> None:
    """Killed without a word, and started again from its file: the same answer, not paid for again."""
    path = str(tmp_path / "replies.sqlite")

    async def main(clock: Clock) -> tuple[Got, Got, int]:
        first = World(clock, REPLY_STORE_PATH=path)
        await first.begin()
        given = await first.answer()
        await cancel(first.lifespan)
        second = World(clock, REPLY_STORE_PATH=path)
        await second.begin()
        again = await second.answer()
        await second.say("lifespan.shutdown")
        await second.lifespan
        return given, again, len(second.ai.requests)

    given, again, paid = run(main)
    assert again.content == given.content
    assert (again.headers["idempotent-replayed"], paid) == ("true", 0)


def test_a_shutdown_ends_what_is_under_way_and_closes_everything() -> None:
    """Nothing is left behind."""

    async def main(clock: Clock) -> tuple[bool, int]:
        world = World(clock)
        await world.begin()
        world.ai.seconds = 60.0
        caller = asyncio.ensure_future(world.ask())
        await clock.sleep(1.0)
        await world.say("lifespan.shutdown")
        await world.lifespan
        await cancel(caller)
        return world.ai.closed and world.crm.closed, world.ai.cancelled

    assert run(main) == (True, 1)


def test_old_answers_are_forgotten_while_the_service_runs(tmp_path: Path) -> None:
    """After a day the hourly housekeeping has erased them."""
    path = tmp_path / "replies.sqlite"

    def kept() -> int:
        with closing(sqlite3.connect(path)) as connection:
            found: int = connection.execute("SELECT count(*) FROM claims").fetchone()[0]
        return found

    async def scenario(world: World) -> tuple[int, int]:
        await world.answer()
        before = kept()
        await world.clock.sleep(90_100.0)
        return before, kept()

    assert serve(scenario, REPLY_STORE_PATH=str(path)) == (2, 0)
