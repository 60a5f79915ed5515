"""One run in one window."""

from __future__ import annotations

from collections import Counter

import pytest

from adapters.audit import AuditKind
from adapters.errors import ContractError, SystemUnavailable
from adapters.outbound.correlation import correlation_id
from adapters.patterns.batch.position import Account
from adapters.patterns.batch.trail import BatchKind
from adapters.stores.sqlite import SqliteDatabase
from tests.adapters.fake_clock import EPOCH, FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import Numbers, forgotten, kinds, memory, position, run_of, store

ONCE = Counter(dict.fromkeys(range(7), 1))


class Killed(BaseException):
    """What ends a process, and is caught by nobody."""


async def resumed(work: Numbers, clock: FakeClock, database: SqliteDatabase, sink: ListSink) -> Account:
    """Go on from what was saved last, to the end, and return the account."""
    kept = memory(clock, database)
    run = run_of(work, clock, database, sink, at=await kept.load(), kept=kept)
    assert await run.go()
    return run.position.account


@virtual
async def test_everything_is_read_settled_and_accounted_for(clock: FakeClock) -> None:
    """Page by page to the end; then it is concluded once, and says what it came to."""
    work, sink = Numbers(refused=frozenset({5})), ListSink()
    run = run_of(work, clock, store(), sink)
    assert await run.go()
    assert run.position.account == Account(applied=6, rejected=1, reasons={"REFUSED": 1})
    assert (run.position.labels, work.concluded) == ({"even": 4, "odd": 2}, ["2025-10-09"])
    finished = sink.events[-1]
    assert finished.kind.value == BatchKind.FINISHED
    assert {name: finished.fields[name] for name in ("rows", "applied", "rejected", "skipped", "total")} == {
        "rows": 7,
        "applied": 6,
        "rejected": 1,
        "skipped": 0,
        "total": 7,
    }
    assert kinds(sink).count(BatchKind.PROGRESS) == 3


@pytest.mark.parametrize("death", range(40))
def test_whoever_dies_anywhere_is_gone_on_from(death: int) -> None:
    """At each of the first forty steps the process ends; its successor settles everything once, and counts it once."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        steps = 0

        def before(operation: str) -> None:
            nonlocal steps
            steps += 1
            if steps == death + 1:
                raise Killed(operation)

        work, database = Numbers(refused=frozenset({5}), before=before), store()
        kept = memory(clock, database)
        await kept.load()
        try:
            assert await run_of(work, clock, database, ListSink(), kept=kept).go()
            assert steps <= death
        except Killed:
            work.before = lambda _: None
            account = await resumed(work, clock, database, ListSink())
            assert (account.applied, account.rejected, account.rows) == (6, 1, 7)
        assert work.applied == ONCE - Counter({5: 1})

    scenario()


@virtual
async def test_it_stops_cleanly_when_the_window_closes(clock: FakeClock) -> None:
    """It says so, tells somebody that the result will be late, and goes on later where it was."""
    work, sink, database = Numbers(), ListSink(), store()
    work.trouble["decide 4"] = [SystemUnavailable("away")] * 99
    kept = memory(clock, database)
    run = run_of(work, clock, database, sink, seconds=600.0, kept=kept)
    assert not await run.go()
    assert clock.elapsed() <= 600.0
    assert (run.position.account.applied, run.position.escalated) == (3, True)
    assert kinds(sink)[-2:] == [BatchKind.ESCALATED, BatchKind.STOPPED]
    work.trouble.clear()
    account = await resumed(work, clock, database, sink)
    assert (account.applied, work.applied) == (7, ONCE)
    assert kinds(sink).count(BatchKind.ESCALATED) == 1


@virtual
async def test_no_chunk_begins_that_cannot_end(clock: FakeClock) -> None:
    """With less than the reserve left nothing is read."""
    work = Numbers()
    assert not await run_of(work, clock, store(), ListSink(), seconds=59.0).go()
    assert work.readings == []


@virtual
async def test_somebody_is_told_before_the_result_is_due(clock: FakeClock) -> None:
    """Half an hour before, while the batch waits for a system that is away."""
    work, sink = Numbers(), ListSink()
    work.trouble["open_reading"] = [SystemUnavailable("away")] * 99
    run = run_of(work, clock, store(), sink, at=position(due_at=EPOCH + 3_600.0))
    assert not await run.go()
    told = next(event for event in sink.events if event.kind.value == BatchKind.ESCALATED)
    assert EPOCH + 1_800.0 <= told.at <= EPOCH + 1_800.0 + 900.0
    assert told.fields["reason"] == "the result is due, or nearly so"


@virtual
async def test_somebody_is_told_when_the_rate_is_too_low(clock: FakeClock) -> None:
    """The first chunk took a thousand seconds, so that the rest cannot be there in time."""
    work, sink = Numbers(list(range(30))), ListSink()
    work.trouble["open_load"] = [SystemUnavailable("away")] * 8
    assert await run_of(work, clock, store(), sink, at=position(due_at=EPOCH + 3_700.0)).go()
    told = [event for event in sink.events if event.kind.value == BatchKind.ESCALATED]
    assert len(told) == 1
    assert told[0].fields["reason"] == "at this rate the result will be late"


@virtual
async def test_a_reading_that_is_gone_is_opened_again(clock: FakeClock) -> None:
    """What was settled before is not counted twice."""
    work = Numbers()
    work.trouble["page"] = [SystemUnavailable("away"), SystemUnavailable("away"), forgotten()]
    run = run_of(work, clock, store(), ListSink())
    assert await run.go()
    assert len(work.readings) == 2
    assert (run.position.account.rows, work.applied) == (7, ONCE)


@virtual
async def test_a_reading_that_is_gone_midway_counts_nothing_twice(clock: FakeClock) -> None:
    """What an earlier chunk of this run had is told again, and is in the account once."""
    work = Numbers()
    pages = 0

    def before(operation: str) -> None:
        nonlocal pages
        pages += operation == "page"
        if operation == "page" and pages == 3:
            raise forgotten()

    work.before = before
    run = run_of(work, clock, store(), ListSink())
    assert await run.go()
    assert (run.position.account.rows, run.position.account.repeated, work.applied) == (7, 6, ONCE)
    assert run.progress.share == 1.0


@virtual
async def test_totals_that_do_not_match_the_source_are_an_error(clock: FakeClock) -> None:
    """It is loud, and the next attempt reads again from the beginning."""
    work, database = Numbers(total=8), store()
    kept = memory(clock, database)
    with pytest.raises(ContractError, match="7 items were read where 8 were promised"):
        await run_of(work, clock, database, ListSink(), kept=kept).go()
    work.total = None
    account = await resumed(work, clock, database, ListSink())
    assert (account.rows, work.applied) == (7, ONCE)


@virtual
async def test_the_total_is_known_before_the_first_chunk_is_done(clock: FakeClock) -> None:
    """Whoever looks at the progress sees how much there is, if not yet how fast it goes."""
    work = Numbers()
    run = run_of(work, clock, store(), ListSink())
    seen: list[str] = []
    work.before = lambda operation: seen.append(run.progress.bar) if operation == "decide 0" else None
    assert await run.go()
    assert seen == [f"[{'.' * 30}] 0/7 0%"]


@virtual
async def test_what_fails_is_noted_under_the_name_that_its_requests_carry(clock: FakeClock) -> None:
    """Without a colon in it, so that whoever looks for a page or a chunk finds every word about it."""
    carried, sink = dict[str, str | None](), ListSink()
    away: dict[str, list[Exception]] = {"page": [SystemUnavailable("away")], "load": [SystemUnavailable("away")]}
    work = Numbers(trouble=away)

    def carry(operation: str) -> None:
        carried.setdefault(operation, correlation_id())

    work.before = carry
    assert await run_of(work, clock, store(), sink).go()
    noted = [event.key for event in sink.events if event.kind is AuditKind.DEGRADED]
    assert noted == ["2025-10-09.page-0", "2025-10-09.chunk-0"]
    assert (carried["page"], carried["load"]) == (f"page:{noted[0]}", f"chunk:{noted[1]}")
