"""One event for everything that is sent."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from adapters.audit import AuditKind
from adapters.outbound.attempt import AttemptPolicy, counting_failures, failed_attempts
from adapters.outbound.extensions import ATTEMPT, REPLAYED
from adapters.outbound.intent import Intent
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, ListSink, get, reporter


@virtual
async def test_every_ending_is_recorded(clock: FakeClock) -> None:
    """Answers with their status, failures and cancellations with their kind, all with number and duration."""
    sink = ListSink()
    system = FakeSystem(clock, 201, httpx.ReadError("x"), latency_seconds=1.5)
    policy = AttemptPolicy(system, reporter=reporter(clock, sink))
    request = get(Intent("things.read", idempotent=True, key="k"))
    await policy.handle_async_request(request)
    request.extensions.update({ATTEMPT: 2, REPLAYED: True})
    with pytest.raises(httpx.ReadError):
        await policy.handle_async_request(request)
    task = asyncio.create_task(policy.handle_async_request(get()))
    await clock.sleep(0.5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert sink.fields(AuditKind.ATTEMPT) == [
        {"attempt": 1, "status": 201, "seconds": 1.5},
        {"attempt": 2, "error": "ReadError", "replayed": True, "seconds": 1.5},
        {"attempt": 1, "error": "CancelledError", "seconds": 0.5},
    ]
    assert (sink.events[0].operation, sink.events[0].key) == ("things.read", "k")


@virtual
async def test_failed_attempts_of_a_piece_of_work_are_counted(clock: FakeClock) -> None:
    """Also those of its tasks; a refusal is an answer, and a cancelled attempt says nothing."""
    system = FakeSystem(clock, 200, 429, 404, 500, httpx.ReadError("x"), 503, latency_seconds=1.0)
    policy = AttemptPolicy(system, reporter=reporter(clock, None))
    with counting_failures():
        for _ in range(4):
            await policy.handle_async_request(get())
        await asyncio.gather(asyncio.create_task(policy.handle_async_request(get())), return_exceptions=True)
        task = asyncio.create_task(policy.handle_async_request(get()))
        await clock.sleep(0.5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert failed_attempts() == 2
    await policy.handle_async_request(get())
    assert failed_attempts() == 0
