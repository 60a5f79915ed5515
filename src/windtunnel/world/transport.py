"""The virtual world's transport for httpx: timeouts, streams and lost answers included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NoReturn

import httpx

from windtunnel.kernel.clock import Clock

from .date_header import DateHeader
from .exchange import Exchange, Loss, Outcome
from .http import Request, Response
from .network import CERTAINTY_OF_LOSS, CONNECTION_FAILURES, AnswerKind, Network, Site


class VirtualTransport(httpx.AsyncBaseTransport):
    """Carries httpx requests to the simulators of a virtual world.

    It behaves as a socket would: a read timeout counts the silence between two parts of the answer, a cut body
    raises what httpx raises for a peer that closed early, a cancelled call stops waiting while the system has
    already acted.

    Args:
        network: the world's network.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._date = DateHeader(network.clock)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` and return the answer.

        Raises:
            httpx.ConnectError: no such host, or the connection was refused.
            httpx.ReadTimeout: no answer in time.
            httpx.ReadError: the connection was reset.
        """
        site = self._network.site(request.url.host)
        if site is None:
            known = ", ".join(self._network.hosts())
            raise httpx.ConnectError(f"no host {request.url.host!r} in this world; there are {known}")
        exchange = self._network.begin(site, await _read(request))
        outcome = self._network.conduct(site, exchange)
        return await _Passage(self._network, site, exchange, _read_timeout(request), self._date).deliver(outcome)


class _Passage:
    """One exchange as the client lives through it."""

    def __init__(
        self, network: Network, site: Site, exchange: Exchange, read_timeout_seconds: float | None, date: DateHeader
    ) -> None:
        self.network = network
        self.site = site
        self.exchange = exchange
        self.read_timeout_seconds = read_timeout_seconds
        self.ended = False
        self._date = date

    @property
    def clock(self) -> Clock:
        return self.network.clock

    def end(self, kind: AnswerKind, response: Response | None, reason: str | None = None) -> None:
        """Record the end once."""
        if not self.ended:
            self.ended = True
            data = {"reason": reason} if reason else {}
            self.network.end(self.site, self.exchange, kind, response, **data)

    async def deliver(self, outcome: Outcome) -> httpx.Response:
        """Wait as long as the client would and hand it what it would see."""
        if outcome.loss is not None:
            await self._lose(outcome, outcome.loss)
        response = outcome.response
        assert response is not None
        await self._wait(outcome.delay_seconds, response)
        if response.chunks is None and outcome.cut_after_bytes is None:
            self.end(AnswerKind.OK, response)
            return self._answer(response, httpx.ByteStream(b"" if response.bodiless else response.body))
        return self._answer(response, _VirtualStream(self, response, outcome.cut_after_bytes))

    def _answer(self, response: Response, stream: httpx.AsyncByteStream) -> httpx.Response:
        headers = response.arriving_headers(self._date.value())
        answer = httpx.Response(response.status, headers=headers, stream=stream)
        answer.headers.encoding = "latin-1"  # httpx would try encodings on all of them for each that is read
        return answer

    async def wait(self, seconds: float) -> bool:
        """Wait for the peer; return whether it answered before the read timeout."""
        limit = self.read_timeout_seconds
        timed_out = limit is not None and seconds > limit
        await self.clock.sleep(limit if timed_out and limit is not None else seconds)
        return not timed_out

    async def _wait(self, seconds: float, response: Response) -> None:
        try:
            answered = await self.wait(seconds) if seconds > 0 else True
        except asyncio.CancelledError:
            self.end(AnswerKind.INFO, None, "abandoned")
            raise
        if not answered:
            self.end(AnswerKind.INFO, None, "read-timeout")
            raise httpx.ReadTimeout(f"no answer within {self.read_timeout_seconds} s")

    async def _lose(self, outcome: Outcome, loss: Loss) -> NoReturn:
        certainty = CERTAINTY_OF_LOSS[loss, outcome.reached]
        try:
            if loss is Loss.SILENCE:
                await self._silence()
            answered = await self.wait(outcome.delay_seconds)
        except asyncio.CancelledError:
            self.end(certainty, None, "abandoned")
            raise
        if not answered:
            self.end(certainty, None, "read-timeout")
            raise httpx.ReadTimeout(f"no answer within {self.read_timeout_seconds} s")
        self.end(certainty, None, loss.value)
        if loss in CONNECTION_FAILURES and not outcome.reached:
            raise httpx.ConnectError(CONNECTION_FAILURES[loss])
        raise httpx.ReadError("connection reset by peer")

    async def _silence(self) -> NoReturn:
        if self.read_timeout_seconds is None:
            await asyncio.get_running_loop().create_future()
        await self.clock.sleep(self.read_timeout_seconds or 0.0)
        self.end(AnswerKind.INFO, None, "read-timeout")
        raise httpx.ReadTimeout(f"no answer within {self.read_timeout_seconds} s")


class _VirtualStream(httpx.AsyncByteStream):
    """A body that arrives part by part, or breaks off."""

    def __init__(self, passage: _Passage, response: Response, cut_after_bytes: int | None) -> None:
        self._passage = passage
        self._response = response
        self._left = cut_after_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        passage = self._passage
        for chunk in self._response.parts():
            if chunk.delay_seconds > 0 and not await passage.wait(chunk.delay_seconds):
                passage.end(AnswerKind.INFO, self._response, "read-timeout")
                raise httpx.ReadTimeout("the stream fell silent")
            data = self._allow(chunk.data)
            if data:
                yield data
            if self._left == 0:
                passage.end(AnswerKind.INFO, self._response, "cut")
                raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        passage.end(AnswerKind.OK, self._response)

    def _allow(self, data: bytes) -> bytes:
        if self._left is None:
            return data
        allowed = data[: self._left]
        self._left -= len(allowed)
        return allowed

    async def aclose(self) -> None:
        """Close the stream; closing before the end means that the client no longer wants the rest."""
        self._passage.end(AnswerKind.INFO, self._response, "abandoned")


async def _read(request: httpx.Request) -> Request:
    content = request.content if hasattr(request, "_content") else await request.aread()
    url = request.url
    sent = [(name.lower().decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    headers = dict(sent)
    if len(headers) < len(sent):
        headers = {name: ", ".join(value for each, value in sent if each == name) for name in headers}
    return Request(
        method=request.method,
        path=url.raw_path.partition(b"?")[0].decode("ascii"),
        query=url.query.decode("ascii"),
        headers=headers,
        body=content,
        scheme=url.scheme,
    )


def _read_timeout(request: httpx.Request) -> float | None:
    timeout: dict[str, float | None] = request.extensions.get("timeout", {})
    return timeout.get("read")
