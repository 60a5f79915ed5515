"""Held receipts come back."""

from __future__ import annotations

from adapters.outbound.breaker import Breaker, BreakerSettings, BreakerState
from adapters.outbound.reporter import Reporter
from adapters.patterns.supplier_invoices.recovery import Pace, Recovery
from adapters.patterns.supplier_invoices.states import RECEIPTS, State
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import Bench, bench, receipt

COOL_DOWN_SECONDS = 30.0


def a_breaker(at: Bench) -> Breaker:
    """A breaker that one failure trips."""
    settings = BreakerSettings(
        failures_in_row=1,
        failure_rate=1.0,
        samples_min=1000,
        window_seconds=60.0,
        cool_down_seconds=COOL_DOWN_SECONDS,
    )
    return Breaker(settings, clock=at.clock, reporter=Reporter("netsuite", at.clock, at.sink))


def recovery_of(at: Bench, breaker: Breaker) -> Recovery:
    """What brings receipts back that wait for the breaker's system, two per second."""
    return Recovery(at.ledger, at.broker, {"netsuite": breaker}, Pace(2, 300.0), clock=at.clock, trail=at.trail)


async def hold(at: Bench, *ids: tuple[int, str]) -> None:
    """Make receipts wait for the ERP among the dead letters."""
    for number, sender in ids:
        await at.accepted(receipt(number, sender))
        await at.bury(RECEIPTS, "Held: away")
        await at.ledger.move(f"{sender}/{number}", "parked", system="netsuite", reason="away")


def settle(breaker: Breaker, *, success: bool) -> None:
    """Let one call through the breaker."""
    breaker.settle(breaker.admit(), success)


@virtual
async def test_all_come_back_in_order_at_a_pace(clock: FakeClock) -> None:
    """Two per second, those that were accepted first at the front."""
    async with bench(clock) as at:
        await hold(at, (1, "a"), (2, "b"), (3, "a"))
        recovery = recovery_of(at, a_breaker(at))
        recovery.start()
        recovery.wake.set()
        await clock.sleep(0.5)
        assert (await at.broker.depth(RECEIPTS)).ready == 2
        await clock.sleep(1.0)
        assert (await at.broker.depth(RECEIPTS)).ready == 3
        assert [event.key for event in at.sink.events if event.kind == "replayed"] == ["a/1", "b/2", "a/3"]
        assert recovery.alive
        await recovery.stop()
        assert not recovery.alive


@virtual
async def test_one_is_sent_ahead_while_the_system_is_away(clock: FakeClock) -> None:
    """After the breaker's cool-down, and the others follow when it closes."""
    async with bench(clock) as at:
        await hold(at, (1, "a"), (2, "b"))
        breaker = a_breaker(at)
        settle(breaker, success=False)
        recovery = recovery_of(at, breaker)
        recovery.start()
        recovery.wake.set()
        await clock.sleep(COOL_DOWN_SECONDS - 1.0)
        assert (await at.broker.depth(RECEIPTS)).dead == 2
        await clock.sleep(2.0)
        assert (await at.broker.depth(RECEIPTS)).dead == 1
        settle(breaker, success=True)
        assert breaker.state is BreakerState.CLOSED
        await clock.sleep(1.0)
        assert (await at.broker.depth(RECEIPTS)).dead == 0
        await recovery.stop()


@virtual
async def test_a_letter_that_is_not_there_yet_waits(clock: FakeClock) -> None:
    """The broker buries a little later than the ledger parks; nothing is lost in between."""
    async with bench(clock) as at:
        await at.accepted(receipt())
        await at.ledger.move("abbey/1", "parked", system="netsuite", reason="away")
        recovery = recovery_of(at, a_breaker(at))
        recovery.start()
        recovery.wake.set()
        await clock.sleep(0.5)
        assert (await at.entry("abbey/1")).state is State.WAITING
        await at.bury(RECEIPTS, "Held: away")
        await clock.sleep(1.0)
        assert (await at.entry("abbey/1")).state is State.QUEUED
        await recovery.stop()


@virtual
async def test_a_person_can_bring_back_any_dead_letter(clock: FakeClock) -> None:
    """Also one that no recovery would touch; there must be one."""
    async with bench(clock) as at:
        await at.accepted(receipt())
        recovery = recovery_of(at, a_breaker(at))
        assert not await recovery.bring_back("abbey/1")
        assert not await recovery.bring_back("nobody/1")
        await at.bury(RECEIPTS, "KeyError")
        await at.ledger.move("abbey/1", "buried", reason="KeyError")
        assert await recovery.bring_back("abbey/1")
        assert (await at.broker.depth(RECEIPTS)).ready == 1
