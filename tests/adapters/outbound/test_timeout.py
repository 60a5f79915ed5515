"""How long one attempt may take."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest

from adapters.outbound.deadline import deadline
from adapters.outbound.intent import Intent
from adapters.outbound.timeout import TimeoutPolicy, TimeoutSettings
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, Pieces, answer, get

SETTINGS = TimeoutSettings(
    connect_seconds=1.0, read_seconds=4.0, write_seconds=3.0, pool_seconds=2.0, attempt_seconds=10.0
)
STREAMED = Intent("stream", idempotent=True, streamed=True)


@virtual
async def test_the_phases_are_handed_to_the_transport(clock: FakeClock) -> None:
    """httpx finds the use case's limits where it looks for them."""
    system = FakeSystem(clock)
    await TimeoutPolicy(system, settings=SETTINGS).handle_async_request(get())
    assert system.sent[0].timeout == {"connect": 1.0, "read": 4.0, "write": 3.0, "pool": 2.0}


@virtual
async def test_the_deadline_shortens_the_phases_of_one_attempt(clock: FakeClock) -> None:
    """No phase outlasts what is left, and the next attempt starts from the settings again."""
    system = FakeSystem(clock)
    policy = TimeoutPolicy(system, settings=SETTINGS)
    request = get()
    with deadline(clock, 2.5):
        await policy.handle_async_request(request)
    await policy.handle_async_request(request)
    assert system.sent[0].timeout == pytest.approx({"connect": 1.0, "read": 2.499, "write": 2.499, "pool": 2.0})
    assert system.sent[1].timeout["read"] == 4.0


@pytest.mark.parametrize(("budget_seconds", "ends_after"), [(None, 10.0), (6.0, 6.0), (60.0, 10.0)])
def test_an_attempt_ends_at_its_bound_or_the_deadline(budget_seconds: float | None, ends_after: float) -> None:
    """A body that drips slowly enough to pass every read timeout is cut off all the same, and closed."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        pieces = Pieces(clock, *[step for _ in range(99) for step in (1.0, b"x")])
        policy = TimeoutPolicy(FakeSystem(clock, answer(200, stream=pieces)), settings=SETTINGS)
        with (
            deadline(clock, 1e6 if budget_seconds is None else budget_seconds),
            pytest.raises(httpx.ReadTimeout),
        ):
            await policy.handle_async_request(get())
        assert clock.elapsed() == pytest.approx(ends_after)
        assert pieces.closed

    scenario()


@virtual
async def test_answers_arrive_whole(clock: FakeClock) -> None:
    """What is around the policy sees a body that has been read, or the error that broke it off."""
    pieces = Pieces(clock, b"{", 1.0, httpx.RemoteProtocolError("cut"))
    policy = TimeoutPolicy(
        FakeSystem(clock, answer(200, content=b"[1]"), answer(200, stream=pieces)), settings=SETTINGS
    )
    response = await policy.handle_async_request(get())
    assert (response.is_closed, response.json()) == (True, [1])
    with pytest.raises(httpx.RemoteProtocolError):
        await policy.handle_async_request(get())


@virtual
async def test_a_stream_arrives_with_its_first_piece_and_is_not_buffered(clock: FakeClock) -> None:
    """The bound of the attempt covers the first piece; later ones may take as long as reads may."""
    pieces = Pieces(clock, 1.0, b"a", *[step for _ in range(5) for step in (3.0, b"b")])
    policy = TimeoutPolicy(FakeSystem(clock, answer(200, stream=pieces)), settings=SETTINGS)
    response = await policy.handle_async_request(get(STREAMED))
    assert clock.elapsed() == pytest.approx(1.0)
    seen = [(clock.elapsed(), piece) async for piece in response.aiter_raw()]
    assert [round(at) for at, _ in seen] == [1, 4, 7, 10, 13, 16]


@virtual
async def test_a_silent_stream_times_out(clock: FakeClock) -> None:
    """Silence longer than the read timeout, or beyond the deadline, is an error and not an end."""
    for budget_seconds, silent_for in ((100.0, 4.0), (3.0, 2.0)):
        pieces = Pieces(clock, 1.0, b"a", 60.0, b"b")
        policy = TimeoutPolicy(FakeSystem(clock, answer(200, stream=pieces)), settings=SETTINGS)
        with deadline(clock, budget_seconds):
            response = await policy.handle_async_request(get(STREAMED))
            reader = response.aiter_raw()
            assert await anext(reader) == b"a"
            started_at = clock.elapsed()
            with pytest.raises(httpx.ReadTimeout, match="silent"):
                await anext(reader)
        assert clock.elapsed() - started_at == pytest.approx(silent_for)
        await response.aclose()
        assert pieces.closed


@virtual
async def test_cancellation_closes_the_answer(clock: FakeClock) -> None:
    """A caller that goes away in the middle of a body, whole or streamed, leaves nothing open."""
    for intent in (None, STREAMED):
        pieces = Pieces(clock, 2.0, b"a", 60.0, b"b")
        policy = TimeoutPolicy(FakeSystem(clock, answer(200, stream=pieces)), settings=SETTINGS)
        task = asyncio.create_task(policy.handle_async_request(get(intent)))
        await clock.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert pieces.closed


@virtual
async def test_the_transport_is_asked_before_the_whole_runs_out(clock: FakeClock) -> None:
    """With phases as long as the whole, the transport's own timeout comes first and names the phase."""
    settings = replace(SETTINGS, connect_seconds=10.0)

    async def hang(request: httpx.Request) -> httpx.Response:
        await clock.sleep(request.extensions["timeout"]["connect"])
        raise httpx.ConnectTimeout("no route")

    with pytest.raises(httpx.ConnectTimeout):
        await TimeoutPolicy(FakeSystem(clock, hang), settings=settings).handle_async_request(get())
