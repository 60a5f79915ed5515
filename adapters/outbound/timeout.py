"""How long one attempt may take, in its phases and as a whole."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Self

import httpx

from .deadline import remaining_seconds
from .intent import intent_of
from .policy import PolicyTransport
from .streams import is_streamed, take_first, take_whole

MARGIN_SECONDS = 0.001
"""A phase ends this much before the whole, so that the transport says which phase it was."""


@dataclass(frozen=True, slots=True)
class TimeoutSettings:
    """Limits for one attempt.

    Args:
        connect_seconds: until connected.
        read_seconds: the longest silence between two pieces of the answer.
        write_seconds: the longest stall while sending.
        pool_seconds: until a connection of the pool is free.
        attempt_seconds: everything together, until the whole answer is here; of a stream, its first piece.
    """

    connect_seconds: float
    read_seconds: float
    write_seconds: float
    pool_seconds: float
    attempt_seconds: float

    def phases(self, bound_seconds: float) -> dict[str, float]:
        """Return what httpx expects in ``extensions["timeout"]``, within ``bound_seconds``."""
        most = max(bound_seconds - MARGIN_SECONDS, MARGIN_SECONDS)
        limits = {
            "connect": self.connect_seconds,
            "read": self.read_seconds,
            "write": self.write_seconds,
            "pool": self.pool_seconds,
        }
        return {phase: min(seconds, most) for phase, seconds in limits.items()}


class TimeoutPolicy(PolicyTransport):
    """Bounds an attempt by its settings and by the deadline, and has the answer arrive within these bounds.

    An answer is read whole before it is passed on, so that what is around this policy sees a body that broke
    off as a failed attempt. A stream is passed on with its first piece; each further piece is bounded by the
    read timeout and the deadline.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, settings: TimeoutSettings) -> None:
        super().__init__(inner)
        self._settings = settings
        self._phases = settings.phases(settings.attempt_seconds)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request.

        Raises:
            httpx.ReadTimeout: the bound was reached, it is not known in which phase.
        """
        bound, left = self._settings.attempt_seconds, remaining_seconds()
        phases = self._phases.copy() if left >= bound else self._settings.phases(left)
        bound = min(bound, left)
        request.extensions["timeout"] = phases
        try:
            async with asyncio.timeout(bound):
                return await self._exchange(request)
        except TimeoutError as error:
            raise httpx.ReadTimeout(f"no complete answer within {bound:.3f} s", request=request) from error

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if response.is_closed:
            return response
        if not is_streamed(response, intent_of(request).streamed):
            await take_whole(response)
            return response
        await take_first(response)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _PatientStream(response.stream, self._settings.read_seconds)
        return response


class _PatientStream(httpx.AsyncByteStream):
    """A stream that waits for each piece only as long as the read timeout and the deadline allow."""

    def __init__(self, source: httpx.AsyncByteStream, read_seconds: float) -> None:
        self._source = source
        self._pieces = aiter(source)
        self._read_seconds = read_seconds

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        bound = min(self._read_seconds, remaining_seconds())
        try:
            async with asyncio.timeout(bound):
                return await anext(self._pieces)
        except TimeoutError as error:
            raise httpx.ReadTimeout(f"the stream was silent for {bound:.3f} s") from error

    async def aclose(self) -> None:
        await self._source.aclose()
