"""Reading the log, closing windows, replaying."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.audit import AuditKind
from adapters.errors import Rejected
from adapters.inbound.job import Cause
from adapters.patterns.sentiment_stream.consumer import Replayed, SettlingTrail
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.patterns.sentiment_stream.service import BASE, Plant, event, planted


async def fill(plant: Plant, start: float, negative: int, count: int = 6) -> None:
    """Fill a window."""
    names = [f"w{start:.0f}-{number}" for number in range(count)]
    await plant.say(*(event(name, start + index) for index, name in enumerate(names)))
    await plant.classify_all(**dict.fromkeys(names[:negative], "negative"))


def test_no_more_is_read_than_there_is_room_for(tmp_path: Path) -> None:
    """Who works slowly is given no more; everything not through is owed."""

    async def scenario(plant: Plant) -> None:
        await plant.say(*(event(f"e{number}", number) for number in range(5)))
        assert (plant.consumer.progress.position, await plant.consumer.owed()) == (2, 5)
        await plant.classify_all()
        await plant.consumer.turn()
        assert (plant.consumer.progress.position, await plant.consumer.owed()) == (4, 3)

    planted(tmp_path, scenario, in_flight_max=2)


def test_an_event_that_comes_too_late_is_counted_and_put_aside(tmp_path: Path) -> None:
    """It is neither classified nor counted in its window, and the trail says why."""

    async def scenario(plant: Plant) -> None:
        await plant.say(
            event("a"), event("b", 100.0), event("in-time", 30.0), event("newer", 121.0), event("late", 59.0)
        )
        count, late = await plant.log.late(10)
        assert (count, [entry.id for entry in late]) == (1, ["late"])
        assert [job.key for job in plant.store.receive(9, ("classify",))] == [
            "classify:a",
            "classify:b",
            "classify:in-time",
            "classify:newer",
        ]
        rejected = [event for event in plant.sink.events if event.kind is AuditKind.REJECTED]
        assert [event.key for event in rejected] == ["event:late"]
        assert str(rejected[0].fields["reason"]).startswith("late: the window from")

    planted(tmp_path, scenario, out_of_order_seconds=30.0)


def test_a_window_closes_when_the_watermark_has_passed_and_everything_in_it_is_classified(tmp_path: Path) -> None:
    """Not before either of the two."""

    async def scenario(plant: Plant) -> None:
        await plant.say(event("a"), event("b", 89.0))
        await plant.classify_all()
        await plant.say(event("c", 91.0))
        assert [window.tally.start for window in await plant.log.windows(9)] == [BASE]
        await plant.say(event("d", 200.0))
        assert len(await plant.log.windows(9)) == 1
        await plant.classify_all()
        await plant.consumer.turn()
        assert [window.tally.events for window in await plant.log.windows(9)] == [2, 1]

    planted(tmp_path, scenario)


def test_a_dead_letter_holds_no_window_up(tmp_path: Path) -> None:
    """Its event counts as one that is not classified."""

    async def scenario(plant: Plant) -> None:
        await plant.say(event("a"), event("b", 91.0))
        for job in plant.store.receive(2, ("classify",)):
            plant.store.bury(job, Cause("Rejected", "no"))
        await plant.consumer.turn()
        window = (await plant.log.windows(9))[0]
        assert (window.tally.events, window.tally.classified) == (1, 0)

    planted(tmp_path, scenario)


def test_a_silent_stream_closes_its_windows(tmp_path: Path) -> None:
    """After the idle time; until then the consumer says when it wants to look again."""

    async def scenario(plant: Plant) -> None:
        await plant.say(event("a"))
        await plant.classify_all()
        again_in_seconds = await plant.consumer.turn()
        assert again_in_seconds == 30.0
        await plant.clock.sleep(30.0)
        assert await plant.consumer.turn() is None
        assert len(await plant.log.windows(9)) == 1

    planted(tmp_path, scenario, idle_seconds=30.0)


def test_a_window_that_stands_out_raises_one_alert(tmp_path: Path) -> None:
    """Also when the process dies before it knows that it handed the alert over."""

    async def scenario(plant: Plant) -> None:
        for number, negative in enumerate((1, 1, 5, 1, 0)):
            await fill(plant, number * 60.0, negative)
        await plant.consumer.turn()
        assert [window.baseline is not None for window in await plant.log.windows(9)] == [True, False, False]
        jobs = plant.store.receive(9, ("alert",))
        assert [job.key for job in jobs] == ["alert:2025-10-09T08:55:00Z"]
        plant.store.acknowledge(jobs[0])

    async def again(plant: Plant) -> None:
        await plant.log._database.run("UPDATE windows SET alert_due = 1 WHERE baseline IS NOT NULL", {})
        await plant.consumer.turn()
        assert await plant.log.alerts_due() == []
        assert plant.store.receive(9, ("alert",)) == []

    planted(tmp_path, scenario)
    planted(tmp_path, again)


def test_another_process_goes_on_behind_the_checkpoint(tmp_path: Path) -> None:
    """With the same watermark."""

    async def first(plant: Plant) -> None:
        await plant.say(event("a", 100.0))

    async def second(plant: Plant) -> None:
        before = plant.consumer.progress
        assert (before.position, before.watermark) == (1, BASE + 90.0)
        await plant.say(event("late", 1.0))
        assert (await plant.log.late(1))[0] == 1

    planted(tmp_path, first)
    planted(tmp_path, second)


def test_a_replay_offers_everything_and_begins_nothing_twice(tmp_path: Path) -> None:
    """What is under way stays; what was given up is tried again; what was never begun begins."""

    async def scenario(plant: Plant) -> None:
        await plant.say(event("a"), event("b", 1.0), event("c", 2.0))
        first, second, third = plant.store.receive(3, ("classify",))
        await plant.log.classified(1, "neutral", 0.9)
        plant.store.acknowledge(first)
        plant.store.bury(second, Cause("SystemUnavailable", "away"))
        assert await plant.consumer.replay(1) == Replayed(1, 3, 3, 2, True)
        assert [job.key for job in plant.store.receive(9, ("feed", "classify"))] == ["feed:a", "classify:b"]
        assert await plant.consumer.replay(2) == Replayed(2, 3, 2, 0, True)
        assert third.key == "classify:c"

    planted(tmp_path, scenario)


def test_a_replay_says_how_far_it_came(tmp_path: Path) -> None:
    """A long one is done in parts; one that the log cannot serve is refused."""

    async def scenario(plant: Plant) -> None:
        await plant.say(*(event(f"e{number}", number) for number in range(5)))
        assert await plant.consumer.replay(1) == Replayed(1, 3, 3, 0, False)
        assert await plant.consumer.replay(4) == Replayed(4, 5, 2, 0, True)
        with pytest.raises(Rejected, match="was read up to 5"):
            await plant.consumer.replay(6)
        await plant.log.forget(plant.clock.now() + 1.0, 2)
        with pytest.raises(Rejected, match="begins at 3"):
            await plant.consumer.replay(1)

    planted(tmp_path, scenario, replay_events_max=3)


def test_a_replay_at_the_start_waits_until_there_is_something_to_replay(tmp_path: Path) -> None:
    """The first start of a service with an empty log is no error."""

    async def first(plant: Plant) -> None:
        await plant.say(event("a"))
        assert plant.sink.kinds("stream") == []

    async def second(plant: Plant) -> None:
        assert plant.sink.kinds("stream") == ["replayed"]

    planted(tmp_path, first, replay_from=1)
    planted(tmp_path, second, replay_from=1)


def test_the_end_of_a_job_is_told() -> None:
    """And only the end."""
    ends: list[None] = []
    trail = SettlingTrail(Trail(RecordingSink(), SteppedClock()), lambda: ends.append(None))
    for kind in (AuditKind.STARTED, AuditKind.RETRY, AuditKind.ACKNOWLEDGED, AuditKind.DEAD_LETTERED):
        trail.note(kind, "k")
    assert len(ends) == 2
