"""The life of a batch."""

from __future__ import annotations

import pytest

from adapters.errors import Rejected, SystemUnavailable
from adapters.patterns.batch.trail import BatchKind
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import CLOSES_AT, OPENS_AT, Numbers, batch_of, kinds, memory, store

DAY = 86_400.0


@virtual
async def test_it_works_in_its_window_and_at_no_other_time(clock: FakeClock) -> None:
    """Once a day, from the opening on; what has not changed is skipped the next time."""
    work, sink = Numbers(), ListSink()
    batch = batch_of(work, clock, store(), sink)
    batch.start()
    await clock.sleep(399.0)
    assert (work.readings, batch.alive) == ([], True)
    await clock.sleep(60.0)
    assert sum(work.applied.values()) == 7
    work.items.append(7)
    await clock.sleep(DAY)
    assert (len(work.readings), sum(work.applied.values())) == (2, 8)
    started = [event.at for event in sink.events if event.kind.value == BatchKind.STARTED]
    assert started == [OPENS_AT, OPENS_AT + DAY]
    assert batch.position is not None
    assert (batch.position.account.applied, batch.position.account.skipped) == (1, 7)
    assert batch.position.since == OPENS_AT
    await batch.stop(clean=True)


@virtual
async def test_a_run_that_somebody_wants_begins_at_once(clock: FakeClock) -> None:
    """The same day again: everything is skipped, and nothing changes."""
    work, sink = Numbers(), ListSink()
    batch = batch_of(work, clock, store(), sink)
    batch.start()
    await clock.sleep(500.0)
    batch.want()
    await clock.sleep(5.0)
    assert batch.position is not None
    assert (batch.position.run, batch.position.account.skipped) == ("2025-10-09.2", 7)
    assert (sum(work.applied.values()), work.concluded) == (7, ["2025-10-09", "2025-10-09.2"])
    await batch.stop(clean=True)


@virtual
async def test_before_the_first_window_it_runs_when_wanted(clock: FakeClock) -> None:
    """About the day before; the window's own run follows."""
    work = Numbers()
    batch = batch_of(work, clock, store(), ListSink())
    batch.start()
    await clock.sleep(1.0)
    batch.want()
    await clock.sleep(5.0)
    assert work.concluded == ["2025-10-08"]
    await clock.sleep(500.0)
    assert work.concluded == ["2025-10-08", "2025-10-09"]
    await batch.stop(clean=True)


@virtual
async def test_what_one_window_left_the_next_one_goes_on_with(clock: FakeClock) -> None:
    """Somebody is reminded every hour until then; afterwards the new day's run begins."""
    work, sink = Numbers(), ListSink()
    work.trouble["open_load"] = [Rejected("no")] * 12
    batch = batch_of(work, clock, store(), sink)
    batch.start()
    await clock.sleep(DAY - 60.0)
    waiting = [event for event in sink.events if event.kind.value == BatchKind.WAITING]
    assert len(waiting) == pytest.approx(22, abs=1)
    assert waiting[0].at >= CLOSES_AT
    work.trouble.clear()
    await clock.sleep(1_000.0)
    assert work.concluded == ["2025-10-09", "2025-10-10"]
    await batch.stop(clean=True)


@virtual
async def test_an_error_does_not_end_its_life(clock: FakeClock) -> None:
    """It is on the trail, and tried again in the same window."""
    work, sink = Numbers(), ListSink()
    work.trouble["open_load"] = [Rejected("no")]
    batch = batch_of(work, clock, store(), sink)
    batch.start()
    await clock.sleep(400.0 + 901.0)
    assert (kinds(sink).count("degraded"), work.concluded) == (1, ["2025-10-09"])
    await batch.stop(clean=True)


@virtual
async def test_only_one_process_is_at_it(clock: FakeClock) -> None:
    """The other one waits for the lease, and then finds nothing left to do."""
    work, database = Numbers(), store()
    both = [batch_of(work, clock, database, ListSink()) for _ in range(2)]
    for batch in both:
        batch.start()
    await clock.sleep(1_000.0)
    assert (len(work.readings), work.concluded) == (1, ["2025-10-09"])
    for batch in both:
        await batch.stop(clean=True)


@pytest.mark.parametrize(("clean", "waited_seconds"), [(True, 0.0), (False, 30.0)])
def test_a_clean_end_gives_the_lease_up(clean: bool, waited_seconds: float) -> None:
    """The next process need not wait for it, as it has to after a death."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        work, database = Numbers(), store()
        work.trouble["open_load"] = [SystemUnavailable("away")] * 99
        batch = batch_of(work, clock, database, ListSink())
        batch.start()
        await clock.sleep(400.5)
        await batch.stop(clean=clean)
        before = clock.elapsed()
        await memory(clock, database).lease()
        assert clock.elapsed() - before == pytest.approx(waited_seconds, abs=0.6)

    scenario()
