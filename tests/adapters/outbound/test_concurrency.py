"""A system that hangs holds a fixed number of calls."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from adapters.audit import AuditKind
from adapters.errors import DeadlineExceeded, SystemUnavailable
from adapters.outbound.concurrency import Bulkhead, BulkheadPolicy, BulkheadSettings
from adapters.outbound.deadline import deadline
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, ListSink, Pieces, answer, get, reporter

SETTINGS = BulkheadSettings(in_flight_max=2, waiters_max=3, wait_seconds_max=5.0)


@virtual
async def test_no_more_than_the_slots_are_in_flight(clock: FakeClock) -> None:
    """Five calls through two slots take three rounds, in the order in which they came."""
    system = FakeSystem(clock, latency_seconds=1.0)
    bulkhead = Bulkhead(SETTINGS, reporter=reporter(clock))
    policy = BulkheadPolicy(system, bulkhead=bulkhead)
    await asyncio.gather(*[policy.handle_async_request(get(headers={"n": str(n)})) for n in range(5)])
    assert system.in_flight_most == 2
    assert system.times == [0.0, 0.0, 1.0, 1.0, 2.0]
    assert [sent.headers["n"] for sent in system.sent] == list("01234")
    assert (bulkhead.in_flight, bulkhead.waiting) == (0, 0)


@virtual
async def test_waiting_is_bounded_in_number_and_time(clock: FakeClock) -> None:
    """The sixth call is turned away at once, the waiting ones after their time; nothing of them is sent."""
    sink = ListSink()
    system = FakeSystem(clock, latency_seconds=60.0)
    bulkhead = Bulkhead(SETTINGS, reporter=reporter(clock, sink))
    policy = BulkheadPolicy(system, bulkhead=bulkhead)
    calls = [asyncio.create_task(policy.handle_async_request(get())) for _ in range(5)]
    await clock.sleep(1.0)
    assert (bulkhead.in_flight, bulkhead.waiting) == (2, 3)
    with pytest.raises(SystemUnavailable, match="too many wait"):
        await policy.handle_async_request(get())
    assert clock.elapsed() == 1.0
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results] == [httpx.Response] * 2 + [SystemUnavailable] * 3
    assert len(system.sent) == 2
    assert len(sink.fields(AuditKind.THROTTLE)) == 4
    assert (bulkhead.in_flight, bulkhead.waiting) == (0, 0)


@virtual
async def test_waiting_ends_at_the_deadline(clock: FakeClock) -> None:
    """A caller with little time does not wait as long as the settings allow."""
    policy = BulkheadPolicy(
        FakeSystem(clock, latency_seconds=4.0), bulkhead=Bulkhead(SETTINGS, reporter=reporter(clock))
    )
    calls = [asyncio.create_task(policy.handle_async_request(get())) for _ in range(2)]
    await clock.sleep(0.5)
    with deadline(clock, 1.0), pytest.raises(DeadlineExceeded):
        await policy.handle_async_request(get())
    assert clock.elapsed() == pytest.approx(1.5)
    await asyncio.gather(*calls)


@pytest.mark.parametrize("ending", ["error", "cancel in flight", "cancel waiting"])
def test_slots_come_back(ending: str) -> None:
    """However calls end, all slots are free afterwards."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        last = httpx.ReadError("x") if ending == "error" else 200
        bulkhead = Bulkhead(SETTINGS, reporter=reporter(clock))
        policy = BulkheadPolicy(FakeSystem(clock, last=last, latency_seconds=2.0), bulkhead=bulkhead)
        calls = [asyncio.create_task(policy.handle_async_request(get())) for _ in range(4)]
        await clock.sleep(1.0)
        for call in calls[2:] if ending == "cancel waiting" else calls[:2] if ending == "cancel in flight" else []:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        assert (bulkhead.in_flight, bulkhead.waiting) == (0, 0)
        system = FakeSystem(clock, latency_seconds=1.0)
        policy = BulkheadPolicy(system, bulkhead=bulkhead)
        await asyncio.gather(*[policy.handle_async_request(get()) for _ in range(2)])
        assert system.times == [0.0, 0.0]

    scenario()


@virtual
async def test_a_stream_keeps_its_slot_until_it_is_closed(clock: FakeClock) -> None:
    """What is still being read is still in flight."""
    bulkhead = Bulkhead(SETTINGS, reporter=reporter(clock))
    pieces = Pieces(clock, b"a", b"b")
    response = await BulkheadPolicy(
        FakeSystem(clock, answer(200, stream=pieces)), bulkhead=bulkhead
    ).handle_async_request(get())
    assert bulkhead.in_flight == 1
    await response.aclose()
    await response.aclose()
    assert (bulkhead.in_flight, pieces.closed) == (0, True)
