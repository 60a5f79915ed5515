"""Work is done once for everybody who waits, and for nobody it is not done."""

from __future__ import annotations

import asyncio

import pytest

from adapters.clock import Clock
from adapters.patterns.personalised_reply.flights import Flights
from adapters.patterns.personalised_reply.once import KeyReused
from adapters.pipeline.budget import cancel
from tests.adapters.inbound.virtual_time import run


class Work:
    """Takes a second, and knows what became of it."""

    def __init__(self, clock: Clock, error: Exception | None = None) -> None:
        self._clock = clock
        self._error = error
        self.begun = self.cancelled = 0

    async def __call__(self) -> str:
        """Do it."""
        self.begun += 1
        try:
            await self._clock.sleep(1.0)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self._error is not None:
            raise self._error
        return "done"


def test_who_asks_meanwhile_gets_the_same() -> None:
    """And afterwards nothing is kept."""

    async def main(clock: Clock) -> None:
        flights: Flights[str] = Flights()
        work = Work(clock)
        joined = asyncio.gather(*(flights.join("k", "a", work) for _ in range(3)))
        await clock.sleep(0.5)
        assert ("k" in flights, len(flights)) == (True, 1)
        assert await joined == ["done"] * 3
        assert (work.begun, len(flights)) == (1, 0)

    run(main)


def test_an_error_reaches_everybody() -> None:
    """Nobody waits for ever."""

    async def main(clock: Clock) -> None:
        flights: Flights[str] = Flights()
        work = Work(clock, RuntimeError("a defect"))
        found = await asyncio.gather(*(flights.join("k", "a", work) for _ in range(2)), return_exceptions=True)
        assert [type(error) for error in found] == [RuntimeError] * 2

    run(main)


def test_other_work_under_the_same_key_is_refused() -> None:
    """It would get an answer to another question."""

    async def main(clock: Clock) -> None:
        flights: Flights[str] = Flights()
        first = asyncio.create_task(flights.join("k", "a", Work(clock)))
        await clock.sleep(0.5)
        with pytest.raises(KeyReused):
            await flights.join("k", "b", Work(clock))
        assert await first == "done"

    run(main)


def test_the_last_one_who_leaves_ends_it() -> None:
    """The first one does not: somebody still waits."""

    async def main(clock: Clock) -> None:
        flights: Flights[str] = Flights()
        work = Work(clock)
        callers = [asyncio.create_task(flights.join("k", "a", work)) for _ in range(2)]
        await clock.sleep(0.5)
        await cancel(callers[0])
        assert work.cancelled == 0
        await cancel(callers[1])
        assert (work.cancelled, len(flights)) == (1, 0)

    run(main)


def test_closing_ends_everything() -> None:
    """Who waits hears of it."""

    async def main(clock: Clock) -> None:
        flights: Flights[str] = Flights()
        work = Work(clock)
        caller = asyncio.create_task(flights.join("k", "a", work))
        await clock.sleep(0.5)
        await flights.aclose()
        with pytest.raises(asyncio.CancelledError):
            await caller
        assert work.cancelled == 1

    run(main)
