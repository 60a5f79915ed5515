"""Receipts that wait until their system, or their turn, comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import pytest

from adapters.brokers.consumer import Work
from adapters.errors import BreakerOpen, QuotaExceeded, SystemUnavailable
from adapters.inbound.job import Job, JobState
from adapters.inbound.policy import Fate
from adapters.patterns.supplier_invoices.hold import Gate, Held, HoldPolicy, OutOfTurn, Stage
from adapters.patterns.supplier_invoices.states import State
from adapters.wake import Wake
from tests.adapters.fake_clock import FakeClock, run, virtual

from .plant import SYSTEMS, bench, receipt

POLICY = HoldPolicy(receives_max=1)


def raising(error: Exception) -> Callable[[Work], Awaitable[str]]:
    """A handler that fails so."""

    async def handle(work: Work) -> str:
        raise error

    return handle


async def state_after(clock: FakeClock, error: Exception, policy: HoldPolicy) -> tuple[State, str | None]:
    """The state and system of a receipt whose handler failed so."""
    async with bench(clock) as at:
        await at.accepted(receipt())
        stage = Stage(raising(error), at.ledger, policy, Wake())
        with pytest.raises(Exception, match="away"):
            await stage(await at.work())
        entry = await at.entry("abbey/1")
        return entry.state, entry.system


@pytest.mark.parametrize(
    ("error", "receives_max", "state", "system"),
    [
        (BreakerOpen("away", system="netsuite"), 5, State.WAITING, "netsuite"),
        (OutOfTurn("away", system="netsuite"), 5, State.WAITING, "netsuite"),
        (SystemUnavailable("away", system="netsuite"), 5, State.QUEUED, None),
        (SystemUnavailable("away", system="netsuite"), 1, State.DEAD, None),
        (QuotaExceeded("away", system="netsuite"), 1, State.QUEUED, None),
        (KeyError("away"), 5, State.DEAD, None),
    ],
)
def test_what_the_ledger_says_of_a_failure(
    error: Exception, receives_max: int, state: State, system: str | None
) -> None:
    """An outage is waited for, a failure is tried again, and what always fails is for a person."""
    assert run(lambda clock: state_after(clock, error, HoldPolicy(receives_max=receives_max))) == (state, system)


def test_what_is_held_goes_to_the_dead_letters_at_once() -> None:
    """Everything else is judged as usual."""
    job = Job(0, "k", "t", "l", {}, JobState.LEASED, 0, 0, 0, 1, 0, 0, 1, 0, 0, None)
    policy = HoldPolicy(receives_max=3)
    assert policy.judge(Held("away"), job, 0.0, Random(1)).fate is Fate.BURY
    assert policy.judge(SystemUnavailable("away"), job, 0.0, Random(1)).fate is Fate.POSTPONE


@virtual
async def test_who_comes_later_goes_behind_those_who_wait(clock: FakeClock) -> None:
    """Only what comes back from the dead letters passes."""
    async with bench(clock) as at:
        gate = Gate(at.ledger, SYSTEMS)
        await at.accepted(receipt(1, "a"), receipt(2, "b"), receipt(3, "c"))
        await gate.enter("c/3", "erp")
        for id in ("a/1", "b/2"):
            await at.ledger.move(id, "parked", system="netsuite", reason="away")
        with pytest.raises(Held) as held:
            await gate.enter("c/3", "erp")
        assert held.value.system == gate.system("erp") == "netsuite"
        await gate.enter("c/3", "chat")
        await at.ledger.move("a/1", "replayed", probes=1)
        await gate.enter("a/1", "erp")
