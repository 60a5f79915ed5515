"""Answers that arrive whole, and answers that arrive piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from typing import Self

import httpx

EVENT_STREAM = "text/event-stream"


def is_streamed(response: httpx.Response, declared: bool) -> bool:
    """Return whether the answer goes to the caller piece by piece; an error never does."""
    if response.status_code >= 400:
        return False
    return declared or response.headers.get("content-type", "").startswith(EVENT_STREAM)


async def take_whole(response: httpx.Response) -> None:
    """Read the whole body; the connection is free again, whether or not this succeeds.

    Raises:
        httpx.TransportError: the body broke off.
        httpx.DecodingError: the body cannot be decompressed.
    """
    try:
        if isinstance(response.stream, httpx.ByteStream):  # it is here already, so nothing needs to be waited for
            response.read()
        else:
            await response.aread()
    except BaseException:
        await response.aclose()
        raise


async def take_first(response: httpx.Response) -> None:
    """Wait for the first piece of a stream, which the caller will get all the same.

    Until here an attempt can be repeated, since the caller has seen nothing.

    Raises:
        httpx.TransportError: the stream broke off before its first piece.
    """
    assert isinstance(response.stream, httpx.AsyncByteStream)
    begun = _Begun(response.stream)
    try:
        await begun.begin()
    except BaseException:
        await begun.aclose()
        raise
    response.stream = begun


class _Begun(httpx.AsyncByteStream):
    """A stream whose first piece is already here."""

    def __init__(self, source: httpx.AsyncByteStream) -> None:
        self._source = source
        self._pieces = aiter(source)
        self._first: bytes | None = None

    async def begin(self) -> None:
        self._first = await anext(self._pieces, None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        first, self._first = self._first, None
        return first if first is not None else await anext(self._pieces)

    async def aclose(self) -> None:
        close = getattr(self._pieces, "aclose", None)  # a generator that is not run to its end wants to be closed
        if close is not None:
            await close()
        await self._source.aclose()


Translate = Callable[[Exception], Exception]
"""Gets the error that breaks a stream, returns the one that the caller sees."""
Closed = Callable[[], None]
"""Called once, when a stream has been closed."""


class WatchedStream(httpx.AsyncByteStream):
    """A stream that tells how it ended, to everybody who watches it.

    Args:
        source: the stream.
    """

    def __init__(self, source: httpx.AsyncByteStream) -> None:
        self._source = source
        self._pieces: AsyncIterator[bytes] | None = None
        self._translations: list[Translate] = []
        self._told: list[Closed] = []

    def tell(self, translate: Translate | None, closed: Closed | None) -> None:
        """Have one more watch; errors come to whoever came last as the others have translated them."""
        self._translations += [translate] if translate is not None else []
        self._told += [closed] if closed is not None else []

    def __aiter__(self) -> Self:
        self._pieces = aiter(self._source)
        return self

    async def __anext__(self) -> bytes:
        assert self._pieces is not None
        try:
            return await anext(self._pieces)
        except StopAsyncIteration:
            raise
        except Exception as error:
            translated = self._translated(error)
            if translated is error:
                raise
            raise translated from translated.__cause__

    def _translated(self, error: Exception) -> Exception:
        for translate in self._translations:
            translated = translate(error)
            if translated is not error:
                translated.__cause__ = error
                error = translated
        return error

    async def aclose(self) -> None:
        """Close the source and tell so, even if closing fails."""
        told, self._told = self._told, []
        with ExitStack() as stack:
            for closed in reversed(told):
                stack.callback(closed)
            await self._source.aclose()


def watch(
    response: httpx.Response, *, translate: Translate | None = None, closed: Closed | None = None
) -> httpx.Response:
    """Watch the stream of ``response``, which must not have been read yet; several watch it at the cost of one."""
    stream = response.stream
    if not isinstance(stream, WatchedStream):
        assert isinstance(stream, httpx.AsyncByteStream)
        response.stream = stream = WatchedStream(stream)
    stream.tell(translate, closed)
    return response
