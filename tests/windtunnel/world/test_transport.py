"""The virtual transport: what a client lives through."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from windtunnel.kernel.journal import Kind
from windtunnel.world.exchange import Cut, Decision, Delay, Drop, Loss
from windtunnel.world.http import Chunk, Response

from .worlds import URL, Deciding, World, live_through


def answered(world: World) -> dict[str, Any]:
    """What the journal says of the only answer."""
    (event,) = world.journal.of(Kind.ANSWER)
    return dict(event.data)


async def get(world: World) -> httpx.Response:
    """Ask once."""
    return await world.client.get(URL)


def test_an_answer_arrives_with_status_headers_and_body() -> None:
    """And is recorded as certain."""

    async def body(world: World) -> None:
        answer = await get(world)
        assert (answer.status_code, answer.headers["x-a"], answer.text) == (201, "1", "hello")
        assert answered(world)["outcome"] == "ok"
        assert world.system.finished_count == 1

    live_through(body, Response(201, [("X-A", "1")], b"hello"))


def test_a_request_reaches_the_system_as_it_was_sent() -> None:
    """Method, path, query, headers, body."""

    async def body(world: World) -> None:
        await world.client.post(URL + "?q=a%20b", json={"a": 1}, headers={"X-Key": "k"})
        request = world.system.handled[0]
        assert (request.method, request.path, request.query) == ("POST", "/things/1", "q=a%20b")
        assert (request.headers["x-key"], request.json()) == ("k", {"a": 1})
        assert request.origin == "https://crm.test"

    live_through(body)


@pytest.mark.parametrize(
    ("decision", "phase", "error", "outcome", "handled"),
    [
        (Drop(Loss.REFUSE), "before", httpx.ConnectError, "fail", 0),
        (Drop(Loss.UNRESOLVED), "before", httpx.ConnectError, "fail", 0),
        (Drop(Loss.CERTIFICATE_EXPIRED), "before", httpx.ConnectError, "fail", 0),
        (Drop(Loss.PROTOCOL_TOO_OLD), "before", httpx.ConnectError, "fail", 0),
        (Drop(Loss.RESET), "before", httpx.ReadError, "info", 0),
        (Drop(Loss.SILENCE), "before", httpx.ReadTimeout, "info", 0),
        (Drop(Loss.RESET), "after", httpx.ReadError, "info", 1),
        (Drop(Loss.SILENCE), "after", httpx.ReadTimeout, "info", 1),
        (Delay(5.1), "after", httpx.ReadTimeout, "info", 1),
        (Cut(2), "after", httpx.RemoteProtocolError, "info", 1),
    ],
)
def test_losses_raise_what_a_socket_would_and_are_recorded_for_what_they_prove(
    decision: Decision, phase: str, error: type[Exception], outcome: str, handled: int
) -> None:
    """Refused cannot have had an effect; everything after sending may have had one."""

    async def body(world: World) -> None:
        with pytest.raises(error):
            await get(world)
        assert answered(world)["outcome"] == outcome
        assert len(world.system.handled) == handled

    live_through(body, None, Deciding(**{phase: decision}))


def test_silence_lasts_exactly_until_the_clients_timeout() -> None:
    """Five seconds here."""

    async def body(world: World) -> float:
        with pytest.raises(httpx.ReadTimeout):
            await get(world)
        return world.clock.now()

    assert live_through(body, None, Deciding(Drop(Loss.SILENCE))) == 5.0


def test_a_delay_within_the_timeout_is_waited_for() -> None:
    """On the world's clock."""

    async def body(world: World) -> float:
        await get(world)
        return world.clock.now()

    assert live_through(body, None, Deciding(after=Delay(4.9))) == 4.9


STREAM = Response(
    200, [("Content-Type", "text/event-stream")], chunks=(Chunk(b"data: 1\n\n", 1.0), Chunk(b"data: 2\n\n", 3.0))
)


def test_a_stream_arrives_part_by_part_in_its_own_time() -> None:
    """Not buffered."""

    async def body(world: World) -> list[tuple[float, bytes]]:
        async with world.client.stream("GET", URL) as answer:
            return [(world.clock.now(), part) async for part in answer.aiter_raw()]

    assert live_through(body, STREAM) == [(1.0, b"data: 1\n\n"), (4.0, b"data: 2\n\n")]


def test_a_stream_that_falls_silent_times_out_between_its_parts() -> None:
    """The timeout counts the silence, not the whole."""

    async def body(world: World) -> None:
        with pytest.raises(httpx.ReadTimeout):
            await get(world)
        assert answered(world)["reason"] == "read-timeout"

    live_through(body, STREAM, timeout=2.0)


def test_a_cut_stream_yields_its_beginning_and_then_an_error() -> None:
    """To the byte."""

    async def body(world: World) -> bytes:
        received = b""
        with pytest.raises(httpx.RemoteProtocolError):
            async with world.client.stream("GET", URL) as answer:
                async for part in answer.aiter_raw():
                    received += part
        return received

    assert live_through(body, STREAM, Deciding(after=Cut(11))) == b"data: 1\n\nda"


def test_a_call_that_is_cancelled_has_an_unknown_outcome() -> None:
    """The system has acted; the client has stopped waiting."""

    async def body(world: World) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await get(world)
        assert (answered(world)["outcome"], answered(world)["reason"]) == ("info", "abandoned")
        assert len(world.system.handled) == 1

    live_through(body, None, Deciding(after=Delay(3)))


def test_a_stream_that_is_closed_early_was_abandoned() -> None:
    """The client did not want the rest."""

    async def body(world: World) -> None:
        async with world.client.stream("GET", URL) as answer:
            async for _ in answer.aiter_raw():
                break
        assert answered(world)["reason"] == "abandoned"

    live_through(body, STREAM)


def test_an_unknown_host_is_refused_with_the_known_ones() -> None:
    """As a name that does not resolve."""

    async def body(world: World) -> None:
        with pytest.raises(httpx.ConnectError, match=r"no host 'other.test' in this world; there are crm.test"):
            await world.client.get("https://other.test/")

    live_through(body)


def test_an_answer_that_is_lost_late_does_not_outlast_the_clients_timeout() -> None:
    """The client gives up at its own timeout, not when the connection breaks."""

    async def body(world: World) -> float:
        with pytest.raises(httpx.ReadTimeout):
            await get(world)
        assert answered(world)["reason"] == "read-timeout"
        return world.clock.now()

    interceptors = (Deciding(after=Delay(60.0)), Deciding(after=Drop(Loss.RESET)))
    assert live_through(body, None, *interceptors) == 5.0


@pytest.mark.parametrize("after_bytes", [5, 6])
def test_a_cut_behind_the_last_byte_is_none(after_bytes: int) -> None:
    """The whole body has arrived by then."""

    async def body(world: World) -> str:
        text = (await get(world)).text
        assert answered(world)["outcome"] == "ok"
        return text

    assert live_through(body, None, Deciding(after=Cut(after_bytes))) == "hello"
