"""Working through one chunk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from adapters.audit import AuditKind
from adapters.errors import ContractError, SystemUnavailable
from adapters.outbound.deadline import remaining_seconds
from adapters.patterns.batch.chunk import ChunkWorker
from adapters.patterns.batch.memory import Memory
from adapters.patterns.batch.patience import WindowClosed
from adapters.patterns.batch.position import Position, Settled
from adapters.patterns.batch.trail import BatchTrail
from adapters.stores.sqlite import SqliteDatabase
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import NAME, Numbers, memory, patience, position, store


class Bench:
    """A worker over a memory that outlives it."""

    def __init__(self, work: Numbers, clock: FakeClock, database: SqliteDatabase, *, seconds: float = 7_200.0) -> None:
        self.sink = ListSink()
        self.position = position()
        self.memory: Memory = memory(clock, database)
        self.worker = ChunkWorker(
            work,
            self.memory,
            patience(clock, self.sink, seconds),
            BatchTrail(self.sink, clock, NAME),
            self.save,
            workers=2,
            tries=2,
            decision_seconds=60.0,
        )

    async def save(self, settled: Mapping[str, Settled] | None = None, /, **changes: object) -> Position:
        """Save the position."""
        self.position = self.position.moved(**changes)
        await self.memory.save(self.position, settled)
        return self.position

    async def begin(self) -> None:
        """Find the position that was saved last."""
        self.position = await self.memory.load() or self.position


def broken() -> ContractError:
    """Return what an answer raises that cannot be used."""
    return ContractError("is no word", system="mind", version="1", operation="ask", field="answer")


@virtual
async def test_each_item_ends_applied_or_rejected(clock: FakeClock) -> None:
    """Unsound items are rejected before anything is paid for, refused ones by the target, told twice is told once."""
    work, database = Numbers(refused=frozenset({2})), store()
    bench = Bench(work, clock, database)
    tally = await bench.worker.go_through(bench.position, [-1, 0, 1, 2, 1])
    reasons = {settled.rejected_for for settled in tally.settled.values()}
    assert reasons == {None, "implausible: the number is negative", "REFUSED"}
    assert (work.applied[0], work.applied[1], work.asked[-1], tally.repeated) == (1, 1, 0, 1)
    assert sorted(tally.labels) == ["even", "odd"]
    rejected = [(event.key, event.fields["reason"]) for event in bench.sink.events if event.kind is AuditKind.REJECTED]
    assert sorted(rejected) == [("-1", "implausible: the number is negative"), ("2", "REFUSED")]


@virtual
async def test_an_unusable_decision_is_asked_for_again_and_then_rejected(clock: FakeClock) -> None:
    """One bad answer costs nothing but its price; as many as are allowed reject the item with the last one's place."""
    work = Numbers(trouble={"decide 1": [broken()], "decide 2": [broken(), broken()]})
    bench = Bench(work, clock, store())
    tally = await bench.worker.go_through(bench.position, [1, 2])
    assert work.asked == {1: 2, 2: 2}
    assert work.applied == {1: 1}
    assert "ContractError: mind 1, ask: answer: is no word" in {each.rejected_for for each in tally.settled.values()}


@virtual
async def test_an_outage_is_waited_out(clock: FakeClock) -> None:
    """It is no reason to reject an item."""
    work = Numbers(trouble={"decide 1": [SystemUnavailable("away")] * 5})
    bench = Bench(work, clock, store())
    tally = await bench.worker.go_through(bench.position, [1, 2])
    assert [each.rejected_for for each in tally.settled.values()] == [None, None]
    assert clock.elapsed() > 30.0


@virtual
async def test_a_decision_has_its_time_and_not_the_window_s(clock: FakeClock) -> None:
    """An answer that trickles in is given up, so that one item does not hold up all others."""
    left: list[float] = []
    work = Numbers(before=lambda step: left.append(remaining_seconds()) if step == "decide 1" else None)
    bench = Bench(work, clock, store())
    await bench.worker.go_through(bench.position, [1])
    assert left == [pytest.approx(60.0)]


@virtual
async def test_what_was_decided_is_not_paid_for_twice(clock: FakeClock) -> None:
    """A worker that stopped in the middle of a chunk leaves its decisions to the next one."""
    work, database = Numbers(trouble={"decide 3": [SystemUnavailable("away")] * 99}), store()
    stopped = Bench(work, clock, database, seconds=20.0)
    with pytest.raises(WindowClosed):
        await stopped.worker.go_through(stopped.position, [1, 2, 3])
    work.trouble.clear()
    bench = Bench(work, clock, database)
    await bench.worker.go_through(bench.position, [1, 2, 3])
    assert (work.asked[1], work.asked[2]) == (1, 1)


@virtual
async def test_what_was_settled_in_this_chunk_is_counted_and_not_touched(clock: FakeClock) -> None:
    """Whoever died after the load and before the checkpoint is followed by somebody who finds the result."""
    work, database = Numbers(), store()
    dead = Bench(work, clock, database)
    await dead.worker.go_through(dead.position, [1, 2])
    bench = Bench(work, clock, database)
    await bench.begin()
    tally = await bench.worker.go_through(bench.position, [1, 2])
    assert work.applied == {1: 1, 2: 1}
    assert (len(tally.settled), tally.skipped, sorted(tally.labels)) == (2, 0, ["even", "odd"])


@virtual
async def test_what_another_run_settled_is_skipped(clock: FakeClock) -> None:
    """Running the same day again changes nothing."""
    work, database = Numbers(), store()
    first = Bench(work, clock, database)
    await first.worker.go_through(first.position, [1, 2])
    again = Bench(work, clock, database)
    await again.begin()
    tally = await again.worker.go_through(again.position.moved(repeat=2), [1, 2])
    assert (tally.skipped, tally.settled, tally.labels) == (2, {}, [])
    assert work.asked == {1: 1, 2: 1}
