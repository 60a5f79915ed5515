"""The one place where a simulator meets sockets: an ASGI application over an endpoint."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .asgi import Message, Receive, Send
from .date_header import DateHeader
from .exchange import Endpoint, Exchange, Loss, Outcome
from .http import Request, Response
from .network import CERTAINTY_OF_LOSS, AnswerKind, Network, Site

CONTROL_PREFIX = "/__admin/"
NO_LINGER = struct.pack("ii", 1, 0)
"""The option by which closing a connection sends a reset."""
BODY_BYTES_MAX = 256 * 1024 * 1024

Control = Callable[[Request], Response]


class Edge:
    """Serves a site over ASGI.

    Args:
        network: journal, clock and correlation of the world.
        site: what is served.
        control: answers requests under ``/__admin/``.
        enter: told when a request begins, for clocks that jump when nothing is in flight.
        leave: told when it has ended.
    """

    def __init__(
        self,
        network: Network,
        site: Site,
        control: Control,
        enter: Callable[[], None] = lambda: None,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._network = network
        self._site = site
        self._control = control
        self._enter = enter
        self._leave = leave
        self._date = DateHeader(network.clock)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = await _read(scope, receive)
        if request is None:
            return
        if request.path.startswith(CONTROL_PREFIX):
            await _send(send, self._control(request), self._date.value(), asyncio.sleep)
            return
        self._enter()
        try:
            await self._serve(request, receive, send)
        finally:
            self._leave()

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        network, site = self._network, self._site
        exchange = network.begin(site, request)
        outcome = network.conduct(site, exchange)
        try:
            await self._wait(outcome.delay_seconds, receive)
            if outcome.loss is not None or outcome.cut_after_bytes is not None:
                await self._fail(exchange, outcome, receive, send)
                return
            assert outcome.response is not None
            date = self._date.value()
            await _send(send, outcome.response, date, lambda seconds: self._wait(seconds, receive))
        except (asyncio.CancelledError, ClientGone) as error:
            network.end(site, exchange, AnswerKind.INFO, None, reason="abandoned")
            if isinstance(error, asyncio.CancelledError):
                raise
            return
        network.end(site, exchange, AnswerKind.OK, outcome.response)

    async def _wait(self, seconds: float, receive: Receive) -> None:
        """Wait on the world's clock, which may jump meanwhile: a request that waits is not in flight.

        Raises:
            ClientGone: the client hung up first.
        """
        if seconds <= 0:
            return
        slept = asyncio.ensure_future(self._network.clock.sleep(seconds))
        gone = asyncio.ensure_future(_hung_up(receive))
        self._leave()
        try:
            await asyncio.wait((slept, gone), return_when=asyncio.FIRST_COMPLETED)
            if not slept.done():
                raise ClientGone
        finally:
            self._enter()
            slept.cancel()
            gone.cancel()

    async def _keep_silent(self, receive: Receive) -> None:
        self._leave()
        try:
            await _hung_up(receive)
        finally:
            self._enter()

    async def _fail(self, exchange: Exchange, outcome: Outcome, receive: Receive, send: Send) -> None:
        reason = outcome.loss.value if outcome.loss else "cut"
        certainty = CERTAINTY_OF_LOSS[outcome.loss, outcome.reached] if outcome.loss else AnswerKind.INFO
        self._network.end(self._site, exchange, certainty, outcome.response, reason=reason)
        if outcome.loss is Loss.SILENCE:
            await self._keep_silent(receive)
        if outcome.cut_after_bytes is not None and outcome.response is not None:
            await _send_head(send, outcome.response, self._date.value(), announce_length=True)
            part = outcome.response.whole_body()[: outcome.cut_after_bytes]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        _abort(send, reset=outcome.loss is not None)


class ClientGone(Exception):
    """The client closed the connection while it was waiting."""


def _abort(send: Send, *, reset: bool) -> None:
    """Tear the connection down; uvicorn's ``send`` is a method of the cycle that owns the transport.

    Args:
        send: see there.
        reset: whether the peer is to see a reset rather than an end.
    """
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    assert transport is not None, "the server does not give access to its connection"
    connection = transport.get_extra_info("socket")
    if reset and connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()


async def _hung_up(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read(scope: Mapping[str, Any], receive: Receive) -> Request | None:
    """Return the request; ``None`` when the client hung up before it was complete."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    body: bytes | None = b""
    if "content-length" in headers or "transfer-encoding" in headers:
        body = await _read_body(receive)
    if body is None:
        return None
    return Request(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        scheme=scope["scheme"],
    )


async def _read_body(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while size <= BODY_BYTES_MAX:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body"):
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _send_head(send: Send, response: Response, date: bytes, *, announce_length: bool) -> None:
    headers = response.encoded_headers()
    headers.append((b"date", date))
    if announce_length:
        headers.append((b"content-length", str(len(response.whole_body())).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})


async def _send(send: Send, response: Response, date: bytes, wait: Callable[[float], Awaitable[None]]) -> None:
    streamed = response.chunks is not None
    await _send_head(send, response, date, announce_length=not streamed and not response.bodiless)
    if not streamed:
        await send({"type": "http.response.body", "body": b"" if response.bodiless else response.body})
        return
    for chunk in response.parts():
        await wait(chunk.delay_seconds)
        await send({"type": "http.response.body", "body": chunk.data, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


__all__ = ["CONTROL_PREFIX", "Control", "Edge", "Endpoint"]
