"""What a batch remembers."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import ConfigurationError, Conflict
from adapters.patterns.batch.memory import Verdict, item_key
from adapters.patterns.batch.position import Settled
from adapters.stores.errors import LeaseLost
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import memory, position, store


@virtual
async def test_a_position_and_what_lies_behind_it_are_saved_together(clock: FakeClock) -> None:
    """Another process finds both."""
    database = store()
    mine = memory(clock, database)
    assert await mine.load() is None
    settled = Settled(run="2025-10-09", chunk=0)
    await mine.save(position(cursor="3"), {"a": settled})
    other = memory(clock, database)
    assert await other.load() == position(cursor="3")
    assert await other.settled("a") == settled
    assert await other.settled("b") is None


@virtual
async def test_whoever_lost_the_position_saves_nothing(clock: FakeClock) -> None:
    """Of two processes at one position the slower one is refused, and what it wanted to store is not there."""
    database = store()
    mine, other = memory(clock, database), memory(clock, database)
    await mine.load()
    await other.load()
    await mine.save(position(cursor="3"))
    with pytest.raises(Conflict):
        await other.save(position(cursor="6"), {"a": Settled(run="2025-10-09", chunk=1)})
    assert await mine.settled("a") is None


@virtual
async def test_the_first_decision_stays(clock: FakeClock) -> None:
    """A decision that was paid for is not replaced by another one."""
    mine = memory(clock, store())
    assert await mine.verdict("a") is None
    await mine.decide("a", Verdict(decision="even"))
    await mine.decide("a", Verdict(decision="odd"))
    assert await mine.verdict("a") == Verdict(decision="even")


@virtual
async def test_a_lease_lapses_when_its_holder_dies(clock: FakeClock) -> None:
    """The next process waits for its end, not for ever."""
    database = store()
    await memory(clock, database).lease()
    await memory(clock, database).lease()
    assert clock.elapsed() == pytest.approx(30.0)


@virtual
async def test_a_lease_that_is_kept_does_not_lapse(clock: FakeClock) -> None:
    """And one that is given up is free at once."""
    database = store()
    mine, other = memory(clock, database), memory(clock, database)
    lease = await mine.lease()
    keeping = asyncio.create_task(mine.keep(lease))
    waiting = asyncio.create_task(other.lease())
    await clock.sleep(100.0)
    assert not waiting.done()
    keeping.cancel()
    await mine.release(lease)
    await waiting
    assert clock.elapsed() < 131.0


@virtual
async def test_a_lease_that_somebody_took_is_noticed(clock: FakeClock) -> None:
    """Whoever slept too long learns that somebody else is at it."""
    database = store()
    mine = memory(clock, database)
    lease = await mine.lease()
    await clock.sleep(31.0)
    await memory(clock, database).lease()
    with pytest.raises(LeaseLost):
        await mine.keep(lease)


@virtual
async def test_old_items_are_forgotten(clock: FakeClock) -> None:
    """What is older than the retention is new again."""
    mine = memory(clock, store())
    await mine.load()
    await mine.save(position(), {"a": Settled(run="2025-10-09", chunk=0)})
    await clock.sleep(50.0)
    await mine.forget(100.0)
    assert await mine.settled("a") is not None
    await mine.forget(10.0)
    assert await mine.settled("a") is None


def test_other_content_is_another_item() -> None:
    """The content itself is not stored."""
    assert item_key("7", "secret words") != item_key("7", "other words")
    assert "secret" not in item_key("7", "secret words")


@virtual
async def test_what_another_version_stored_is_refused(clock: FakeClock) -> None:
    """With the place that is not understood, and not with a guess."""
    database = store()
    mine = memory(clock, database)
    await mine.load()
    await mine.save(position())
    await database.run("UPDATE checkpoints SET position = :text", {"text": '{"day": "2025-10-09", "pages": 7}'})
    with pytest.raises(ConfigurationError, match="a Position that is not understood: (since|pages)"):
        await mine.load()
