"""A subject that lives, dies and lives again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from windtunnel.scenario.life import Life, SubjectGone
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.http import Request
from windtunnel.world.virtual_loop import run_virtual

REQUEST = Request("GET", "/slow", headers={"host": "subject.test"})


class Worker:
    """An application with a task of its own that counts seconds."""

    def __init__(self, ticks: list[int], *, broken: bool = False) -> None:
        self.ticks = ticks
        self.broken = broken

    async def tick(self) -> None:
        """Count."""
        while True:
            await asyncio.sleep(1)
            self.ticks.append(1)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI: an answer takes ten seconds."""
        if scope["type"] == "lifespan":
            await receive()
            if self.broken:
                await send({"type": "lifespan.startup.failed", "message": "no disk"})
                return
            ticking = asyncio.create_task(self.tick())
            await send({"type": "lifespan.startup.complete"})
            await receive()
            ticking.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await asyncio.sleep(10)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def live(play: Callable[[Life, list[int]], Awaitable[None]], *, broken_from: int = 99) -> None:
    """Let a life happen; from the given start on, the application cannot be started."""

    async def main() -> None:
        ticks: list[int] = []
        starts: list[int] = []

        def make() -> Any:
            starts.append(1)
            return Worker(ticks, broken=len(starts) >= broken_from)

        await play(Life(make), ticks)

    run_virtual(main())


def test_death_ends_its_tasks_and_resets_its_calls() -> None:
    """Nothing of it runs on, and nobody is answered."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        asking = asyncio.create_task(life.call(REQUEST))
        await asyncio.sleep(3.5)
        assert life.kill() >= 2
        with pytest.raises(SubjectGone, match="reset"):
            await asking
        await asyncio.sleep(5)
        assert len(ticks) == 3
        with pytest.raises(SubjectGone, match="refused"):
            await life.call(REQUEST)
        await life.stop()

    live(play)


def test_it_can_be_started_again() -> None:
    """A new application, with new tasks."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        await asyncio.sleep(1.5)
        life.kill()
        await asyncio.sleep(1)
        life.revive()
        await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        assert (await life.call(REQUEST)).status == 200
        assert len(ticks) > 5
        await life.stop()

    live(play)


def test_two_revivals_at_once_start_it_once() -> None:
    """Two deaths that end together leave one subject behind, and one that lives is left alone."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        life.kill()
        life.kill()
        life.revive()
        life.revive()
        await asyncio.sleep(10.5)
        life.revive()
        await asyncio.sleep(10)
        assert len(ticks) == 20
        await life.stop()

    live(play)


def test_a_death_while_it_starts_is_a_death() -> None:
    """Nothing of it is left, that is no failure to start, and it can be revived."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        life.kill()
        life.revive()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        life.kill()
        await asyncio.sleep(5.5)
        assert (ticks, life.failure) == ([], None)
        life.revive()
        await asyncio.sleep(2.5)
        assert len(ticks) == 2
        await life.stop()

    live(play)


def test_a_caller_who_stops_waiting_is_no_death() -> None:
    """The subject is told by a cancelled request, and lives on."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await life.call(REQUEST)
        assert (await life.call(REQUEST)).status == 200
        await life.stop()

    live(play)


def test_what_does_not_start_says_why() -> None:
    """At first by raising, later by what is remembered."""

    async def first(life: Life, ticks: list[int]) -> None:
        with pytest.raises(SubjectCrashed, match="no disk"):
            await life.start()

    async def later(life: Life, ticks: list[int]) -> None:
        await life.start()
        life.kill()
        life.revive()
        await life.stop()
        assert "no disk" in str(life.failure)

    live(first, broken_from=1)
    live(later, broken_from=2)


def test_a_new_instance_takes_over_before_the_old_one_shuts_down() -> None:
    """Somebody answers all the time; the old one's tasks end."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        asking = asyncio.create_task(life.call(REQUEST))
        await asyncio.sleep(1.5)
        await life.replace()
        assert (await asking).status == 200
        assert (await life.call(REQUEST)).status == 200
        count = len(ticks)
        await asyncio.sleep(10)
        assert 9 <= len(ticks) - count <= 11
        await life.stop()

    live(play)


def test_a_successor_that_does_not_start_leaves_the_old_one_in_place() -> None:
    """A failed deployment takes nothing away."""

    async def play(life: Life, ticks: list[int]) -> None:
        await life.start()
        with pytest.raises(SubjectCrashed, match="no disk"):
            await life.replace()
        assert (await life.call(REQUEST)).status == 200
        await life.stop()

    live(play, broken_from=2)
