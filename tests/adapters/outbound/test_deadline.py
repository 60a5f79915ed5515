"""No attempt starts that cannot end in time."""

from __future__ import annotations

import math

import pytest

from adapters.errors import DeadlineExceeded
from adapters.outbound.deadline import (
    DeadlinePolicy,
    deadline,
    no_deadline,
    remaining_seconds,
    require_seconds,
)
from adapters.outbound.intent import Intent
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, get
from tests.adapters.set_clock import SetClock


@virtual
async def test_the_budget_shrinks_with_time(clock: FakeClock) -> None:
    """What is left goes down and below zero; outside there is no limit."""
    with deadline(clock, 5.0):
        await clock.sleep(2.0)
        assert remaining_seconds() == pytest.approx(3.0)
        await clock.sleep(4.0)
        assert remaining_seconds() == pytest.approx(-1.0)
    assert remaining_seconds() == math.inf


@virtual
async def test_an_inner_deadline_only_tightens(clock: FakeClock) -> None:
    """A caller's deadline binds whatever the callee would like."""
    with deadline(clock, 5.0):
        with deadline(clock, 60.0):
            assert remaining_seconds() == pytest.approx(5.0)
        with deadline(clock, 1.0):
            assert remaining_seconds() == pytest.approx(1.0)
        with no_deadline():
            assert remaining_seconds() == math.inf
        assert remaining_seconds() == pytest.approx(5.0)


@virtual
async def test_no_request_passes_with_too_little_time(clock: FakeClock) -> None:
    """Below the minimum nothing is sent, and the error names system and operation."""
    system = FakeSystem(clock)
    policy = DeadlinePolicy(system, system="thing", min_attempt_seconds=0.5)
    request = get(Intent("things.read", idempotent=True))
    with deadline(clock, 1.0):
        await policy.handle_async_request(request)
        await clock.sleep(0.6)
        with pytest.raises(DeadlineExceeded, match="things.read") as caught:
            await policy.handle_async_request(request)
    assert caught.value.system == "thing"
    await policy.handle_async_request(request)
    assert len(system.sent) == 2


@virtual
async def test_a_spent_deadline_stops_attempts_that_need_nothing(clock: FakeClock) -> None:
    """Even with a minimum of zero, nothing starts at or after the deadline."""
    with deadline(clock, 0.0), pytest.raises(DeadlineExceeded):
        require_seconds(0.0, "thing", "op")


@pytest.mark.parametrize("set_seconds", [3600.0, -3600.0])
def test_a_clock_that_is_set_moves_no_deadline(set_seconds: float) -> None:
    """What is left of a budget is what has not passed of it."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        shown = SetClock(clock)
        with deadline(shown, 10.0):
            await clock.sleep(4.0)
            shown.ahead_seconds = set_seconds
            assert remaining_seconds() == pytest.approx(6.0)

    scenario()
