"""The append-only log."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.errors import Conflict
from adapters.inbound.database import QueueFull
from adapters.patterns.sentiment_stream.log import Appended
from adapters.patterns.sentiment_stream.windows import Tally
from tests.adapters.patterns.sentiment_stream.service import BASE, Plant, event, planted


def test_events_get_ascending_offsets_and_are_there_after_a_restart(tmp_path: Path) -> None:
    """The file is all that another process needs."""

    async def write(plant: Plant) -> None:
        assert await plant.log.append([event("a"), event("b")], 10) == Appended(2, 0, 2)

    async def read(plant: Plant) -> None:
        assert [(entry.position, entry.id) for entry in await plant.log.read(0, 10)] == [(1, "a"), (2, "b")]
        assert [entry.id for entry in await plant.log.read(1, 10)] == ["b"]
        assert await plant.log.head() == 2

    planted(tmp_path, write)
    planted(tmp_path, read)


def test_a_known_id_is_a_duplicate_and_with_other_content_a_conflict(tmp_path: Path) -> None:
    """A conflict appends nothing of its batch."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a")], 10)
        assert await plant.log.append([event("a"), event("b")], 10) == Appended(1, 1, 2)
        with pytest.raises(Conflict, match="event a"):
            await plant.log.append([event("c"), event("a", text="other")], 10)
        assert await plant.log.head() == 2

    planted(tmp_path, scenario)


def test_without_room_nothing_is_appended_but_duplicates_need_none(tmp_path: Path) -> None:
    """A producer that repeats itself is told that all is well."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a")], 1)
        with pytest.raises(QueueFull):
            await plant.log.append([event("b"), event("c")], 1)
        assert await plant.log.head() == 1
        assert await plant.log.append([event("a")], 0) == Appended(0, 1, None)

    planted(tmp_path, scenario)


def test_the_first_sentiment_of_an_event_stays(tmp_path: Path) -> None:
    """A second delivery of the job cannot change a window that was counted."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a")], 1)
        await plant.log.classified(1, "negative", 0.9)
        await plant.log.classified(1, "positive", 0.8)
        entry = await plant.log.event(1)
        assert entry is not None
        assert (entry.sentiment, entry.confidence) == ("negative", 0.9)

    planted(tmp_path, scenario)


def test_a_window_is_counted_without_late_events_and_closed_once(tmp_path: Path) -> None:
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

    planted(tmp_path, scenario)


def test_what_was_not_read_is_never_forgotten(tmp_path: Path) -> None:
    """However old it is; and offsets are not used again."""

    async def scenario(plant: Plant) -> None:
        await plant.log.append([event("a"), event("b")], 2)
        await plant.log.forget(plant.clock.now() + 1.0, until_position=1)
        assert [entry.id for entry in await plant.log.read(0, 10)] == ["b"]
        await plant.log.forget(plant.clock.now() + 1.0, until_position=2)
        assert await plant.log.append([event("c")], 1) == Appended(1, 0, 3)

    planted(tmp_path, scenario)
