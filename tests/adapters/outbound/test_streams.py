"""Answers that arrive whole, and answers that arrive piece by piece."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from adapters.outbound.streams import WatchedStream, is_streamed, take_first, take_whole, watch
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import Pieces

SSE = {"content-type": "text/event-stream; charset=utf-8"}


@pytest.mark.parametrize(
    ("status", "headers", "declared", "streamed"),
    [
        (200, {}, False, False),
        (200, {}, True, True),
        (200, SSE, False, True),
        (429, SSE, True, False),
        (500, {}, True, False),
    ],
)
def test_what_is_streamed(status: int, headers: dict[str, str], declared: bool, streamed: bool) -> None:
    """What is declared or is an event stream; an error is always read whole."""
    assert is_streamed(httpx.Response(status, headers=headers), declared) is streamed


@virtual
async def test_a_whole_body_that_breaks_off_frees_its_connection(clock: FakeClock) -> None:
    """The error is raised, and the stream is closed."""
    pieces = Pieces(clock, b"{", httpx.ReadError("reset"))
    with pytest.raises(httpx.ReadError):
        await take_whole(httpx.Response(200, stream=pieces))
    assert pieces.closed


@virtual
async def test_the_first_piece_is_waited_for_and_not_lost(clock: FakeClock) -> None:
    """After the first piece has been taken, the reader still gets every piece in order."""
    response = httpx.Response(200, stream=Pieces(clock, 2.0, b"a", 1.0, b"b", b"c"))
    await take_first(response)
    assert clock.elapsed() == 2.0
    assert [piece async for piece in response.aiter_raw()] == [b"a", b"b", b"c"]


@virtual
async def test_an_empty_stream_ends_at_once(clock: FakeClock) -> None:
    """A stream without a piece is not an error."""
    response = httpx.Response(200, stream=Pieces(clock))
    await take_first(response)
    assert [piece async for piece in response.aiter_raw()] == []


@virtual
async def test_a_stream_that_breaks_before_its_first_piece_is_an_error_of_the_attempt(
    clock: FakeClock,
) -> None:
    """The caller never sees it, and the connection is free."""
    pieces = Pieces(clock, httpx.ReadError("reset"))
    with pytest.raises(httpx.ReadError):
        await take_first(httpx.Response(200, stream=pieces))
    assert pieces.closed


@virtual
async def test_a_stream_can_be_closed_unread_and_half_read(clock: FakeClock) -> None:
    """Closing closes the source and ends its generator, wherever it stands."""
    for pieces_to_read in (0, 1, 2):
        pieces = Pieces(clock, b"a", b"b", b"c")
        response = httpx.Response(200, stream=pieces)
        await take_first(response)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        reader = aiter(response.stream)
        for _ in range(pieces_to_read):
            await anext(reader)
        await response.aclose()
        assert pieces.closed
        assert pieces.ended
        with pytest.raises(StopAsyncIteration):
            while True:
                await anext(reader)


@virtual
async def test_a_watched_stream_tells_how_it_ended(clock: FakeClock) -> None:
    """Errors are translated with their cause, the end is told once, also if closing fails."""
    told: list[str] = []

    class Stubborn(Pieces):
        async def aclose(self) -> None:
            raise httpx.CloseError("stuck")

    broken = Stubborn(clock, b"a", httpx.ReadError("reset"))
    stream = WatchedStream(broken)
    stream.tell(lambda error: RuntimeError(f"saw {error}"), lambda: told.append("x"))
    reader = aiter(stream)
    assert await anext(reader) == b"a"
    with pytest.raises(RuntimeError, match="saw reset") as caught:
        await anext(reader)
    assert isinstance(caught.value.__cause__, httpx.ReadError)
    for _ in range(2):
        with pytest.raises(httpx.CloseError):
            await stream.aclose()
    assert told == ["x"]


@virtual
async def test_a_stream_tells_all_who_watch_it_in_their_order(clock: FakeClock) -> None:
    """Each sees the error as those before it have translated it; one that fails to take note keeps none from it."""
    told: list[str] = []

    def fail() -> None:
        told.append("first")
        raise LookupError("no note")

    response = httpx.Response(200, stream=Pieces(clock, httpx.ReadError("reset")))
    watch(response, translate=lambda error: error, closed=fail)
    watch(response, translate=lambda error: RuntimeError(f"saw {error}"))
    watch(response, translate=lambda error: OSError(f"heard that it {error}"), closed=lambda: told.append("last"))
    assert isinstance(response.stream, WatchedStream)
    with pytest.raises(OSError, match="heard that it saw reset") as caught:
        await anext(aiter(response.stream))
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert isinstance(caught.value.__cause__.__cause__, httpx.ReadError)
    with pytest.raises(LookupError):
        await response.stream.aclose()
    assert told == ["first", "last"]


@virtual
async def test_cancellation_is_not_an_error_of_the_stream(clock: FakeClock) -> None:
    """A reader that is cancelled is not translated into a failure of the system."""
    seen: list[Exception] = []

    def translate(error: Exception) -> Exception:
        seen.append(error)
        return error

    stream = WatchedStream(Pieces(clock, b"a", 60.0))
    stream.tell(translate, None)

    async def read() -> None:
        async for _ in stream:
            pass

    task = asyncio.create_task(read())
    await clock.sleep(1.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == []
