"""The append-only log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from adapters.errors import Conflict
from adapters.patterns.sentiment_stream.log import Appended
from adapters.patterns.sentiment_stream.windows import Tally
from adapters.stores.errors import QueueFull
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.patterns.sentiment_stream.service import BASE, Plant, event, settings


def logged(place: str, scenario: Callable[[Plant], Awaitable[None]]) -> None:
    """Run ``scenario`` with a log, on real time: nothing in here waits."""

    async def main() -> None:
        plant = await Plant.open(SteppedClock(), settings(place))
        try:
            await scenario(plant)
        finally:
            await plant.close()

    asyncio.run(main())


def test_events_get_ascending_offsets_and_are_there_after_a_restart(store_place: str) -> None:
    """The file is all that another process needs."""

    async def write(plant: Plant) -> None:
        assert await plant.log.append([event("a"), event("b")], 10) == Appended(2, 0, 2)

    async def read(plant: Plant) -> None:
        assert [(entry.position, entry.id) for entry in await plant.log.read(0, 10)] == [(1, "a"), (2, "b")]
        assert [entry.id for entry in await plant.log.read(1, 10)] == ["b"]
        assert await plant.log.head() == 2

    logged(store_place, write)
    logged(store_place, read)


def test_a_known_id_is_a_duplicate_and_with_other_content_a_conflict(store_place: str) -> None:
    """A conflict appends nothing of its batch."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a")], 10)
        assert await plant.log.append([event("a"), event("b")], 10) == Appended(1, 1, 2)
        with pytest.raises(Conflict, match="event a"):
            await plant.log.append([event("c"), event("a", text="other")], 10)
        assert await plant.log.head() == 2

    logged(store_place, scenario)


def test_without_room_nothing_is_appended_but_duplicates_need_none(store_place: str) -> None:
    """A producer that repeats itself is told that all is well."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a")], 1)
        with pytest.raises(QueueFull):
            await plant.log.append([event("b"), event("c")], 1)
        assert await plant.log.head() == 1
        assert await plant.log.append([event("a")], 0) == Appended(0, 1, None)

    logged(store_place, scenario)


def test_the_first_sentiment_of_an_event_stays(store_place: str) -> None:
    """A second delivery of the job cannot change a window that was counted."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a")], 1)
        await plant.log.classified(1, "negative", 0.9)
        await plant.log.classified(1, "positive", 0.8)
        entry = await plant.log.event(1)
        assert entry is not None
        assert (entry.sentiment, entry.confidence) == ("negative", 0.9)

    logged(store_place, scenario)


def test_a_window_is_counted_without_late_events_and_closed_once(store_place: str) -> None:
    """Its alert is due until it was handed over."""

    async def scenario(plant: Plant) -> None:
        log = plant.log
        await log.append([event("a"), event("b"), event("late")], 3)
        for position in (1, 2, 3):
            await log.assign(position, BASE, late=position == 3)
            await log.classified(position, "negative" if position != 2 else "neutral", 0.9)
        assert await log.open_windows() == [BASE]
        assert await log.tally(BASE) == Tally(BASE, 2, 2, 1)
        await log.close_window(await log.tally(BASE), 0.1)
        await log.close_window(Tally(BASE, 9, 9, 9), None)
        assert await log.open_windows() == []
        assert [window.tally.events for window in await log.alerts_due()] == [2]
        await log.alert_handed_over(BASE)
        assert await log.alerts_due() == []
        assert [tally.start for tally in await log.trailing(BASE + 60.0, 5)] == [BASE]
        count, late = await log.late(10)
        assert (count, [entry.id for entry in late]) == (1, ["late"])

    logged(store_place, scenario)


def test_what_was_not_read_is_never_forgotten(store_place: str) -> None:
    """However old it is; and offsets are not used again."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a"), event("b")], 2)
        await plant.log.forget(plant.clock.now() + 1.0, until_position=1)
        assert [entry.id for entry in await plant.log.read(0, 10)] == ["b"]
        await plant.log.forget(plant.clock.now() + 1.0, until_position=2)
        assert await plant.log.append([event("c")], 1) == Appended(1, 0, 3)

    logged(store_place, scenario)


def test_several_who_append_at_once_show_no_offset_before_a_smaller_one(store_place: str) -> None:
    """Who reads meanwhile misses nothing: what it has read never grows in the middle."""

    async def main() -> None:
        first, second = [await Plant.open(SteppedClock(), settings(place)) for place in (store_place, store_place)]
        seen: list[list[int]] = []

        async def append(plant: Plant, name: str) -> None:
            for number in range(5):
                await plant.log.append([event(f"{name}{number}{letter}") for letter in "abc"], 100)

        async def read() -> None:
            while len(seen) < 2 or len(seen[-1]) < 30:
                seen.append([entry.position for entry in await first.log.read(0, 100)])

        await asyncio.wait_for(asyncio.gather(append(first, "f"), append(second, "s"), read()), 60.0)
        assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(seen))
        await first.close()
        await second.close()

    asyncio.run(main())
