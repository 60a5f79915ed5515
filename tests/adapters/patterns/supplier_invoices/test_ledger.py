"""The ledger takes over, remembers, and knows whose turn it is."""

from __future__ import annotations

import pytest

from adapters.errors import Conflict
from adapters.patterns.supplier_invoices.states import INVOICES, REVIEWS, State
from adapters.stores.errors import QueueFull
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import bench, receipt


@virtual
async def test_a_receipt_is_accepted_once(clock: FakeClock) -> None:
    """The same again is a duplicate; another one under its id is refused."""
    async with bench(clock) as at:
        assert await at.ledger.accept(receipt())
        assert not await at.ledger.accept(receipt())
        with pytest.raises(Conflict):
            await at.ledger.accept(receipt(text="another"))
        assert await at.ledger.depth() == 1


@virtual
async def test_a_full_ledger_refuses(clock: FakeClock) -> None:
    """What is known is still answered, and what is settled leaves room."""
    async with bench(clock, depth_max=1) as at:
        await at.ledger.accept(receipt())
        with pytest.raises(QueueFull):
            await at.ledger.accept(receipt(2))
        assert not await at.ledger.accept(receipt())
        await at.ledger.move("abbey/1", "posted", bill_id="B1")
        assert await at.ledger.accept(receipt(2))


@virtual
async def test_states_change_along_the_table_alone(clock: FakeClock) -> None:
    """What is settled is never taken back."""
    async with bench(clock) as at:
        await at.ledger.accept(receipt())
        assert await at.ledger.move("abbey/1", "handed")
        assert not await at.ledger.move("abbey/1", "handed")
        assert await at.ledger.move("abbey/1", "posted", bill_id="B1")
        assert not await at.ledger.move("abbey/1", "parked", system="netsuite", reason="away")
        entry = await at.entry("abbey/1")
        assert (entry.state, entry.bill_id, entry.settled_at) == (State.POSTED, "B1", clock.now())


@virtual
async def test_an_earlier_receipt_of_the_sender_comes_first(clock: FakeClock) -> None:
    """Unless it is settled, or on its way to a person."""
    async with bench(clock) as at:
        first, second = await at.accepted(receipt(1), receipt(2))
        assert await at.ledger.earlier_open(second)
        assert not await at.ledger.earlier_open(first)
        await at.ledger.move(first.id, "advanced", stage=REVIEWS, content="{}")
        assert not await at.ledger.earlier_open(second)


@virtual
async def test_held_receipts_come_back_in_turn(clock: FakeClock) -> None:
    """In the order of acceptance, and none before an earlier one of its sender that waits for somebody else."""
    async with bench(clock) as at:
        for number, sender, system in ((1, "a", "openai"), (2, "a", "netsuite"), (3, "b", "netsuite")):
            await at.accepted(receipt(number, sender))
            await at.ledger.move(f"{sender}/{number}", "parked", system=system, reason="away")
        assert await at.ledger.systems_waited_for() == ["netsuite", "openai"]
        assert [held.id for held in await at.ledger.held_in_turn("netsuite", 10)] == ["b/3"]
        assert await at.ledger.waits_for("netsuite")
        await at.ledger.move("a/1", "replayed", probes=1)
        assert [held.id for held in await at.ledger.held_in_turn("netsuite", 10)] == ["a/2", "b/3"]


@virtual
async def test_scouts_take_turns(clock: FakeClock) -> None:
    """The one that was sent ahead least often, and always the first of its sender."""
    async with bench(clock) as at:
        for number, sender in ((1, "a"), (2, "a"), (3, "b")):
            await at.accepted(receipt(number, sender))
            await at.ledger.move(f"{sender}/{number}", "parked", system="netsuite", reason="away")
        seen = []
        for _ in range(3):
            scout = await at.ledger.scout("netsuite")
            assert scout is not None
            seen.append(scout.id)
            await at.ledger.move(scout.id, "replayed", probes=1)
            await at.ledger.move(scout.id, "parked", system="netsuite", reason="away")
        assert seen == ["a/1", "b/3", "a/1"]


@virtual
async def test_the_bill_stands_in_the_ledger_before_it_is_posted(clock: FakeClock) -> None:
    """And is taken out again when it certainly was not posted."""
    async with bench(clock) as at:
        await at.accepted(receipt())
        await at.ledger.begin_posting("abbey/1", "{}")
        assert (await at.entry("abbey/1")).bill == "{}"
        await at.ledger.withdraw_posting("abbey/1")
        assert (await at.entry("abbey/1")).bill is None


@virtual
async def test_what_is_counted(clock: FakeClock) -> None:
    """Every state has its number, and the oldest unsettled receipt its age."""
    async with bench(clock) as at:
        await at.accepted(receipt(1), receipt(2))
        await at.ledger.move("abbey/1", "advanced", stage=INVOICES, content="{}")
        counts = await at.ledger.counts()
        assert (counts["accepted"], counts["queued"], counts["posted"]) == (1, 1, 0)
        assert await at.ledger.oldest_accepted_at() == clock.now()
        assert [entry.id for entry in await at.ledger.in_state(State.ACCEPTED, State.QUEUED)] == ["abbey/1", "abbey/2"]
