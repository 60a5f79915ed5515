"""One connection of a client over HTTP/1.1: requests in, answers out, and the ways in which a connection fails.

A server for applications hides what faults are made of: the socket's reset, the byte at which a body breaks off, the
moment at which the client hangs up. This one hands them to whoever answers. What can be answered at once is, in the
turn of the loop that read it, without a task.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, cast

from .http import Request, Response, lowered
from .http_reader import Limits, RequestReader, Unreadable

NO_LINGER = struct.pack("ii", 1, 0)
"""The option by which closing a connection sends a reset."""
FAREWELL_SECONDS = 2.0
LIMITS = Limits()
_log = logging.getLogger(__name__)


class ClientGone(Exception):
    """The client closed the connection while it was waiting."""


class HttpConnection(asyncio.Protocol):
    """One client; its requests are answered one after the other.

    Args:
        answer: answers a request through this connection's methods: at once, returning nothing, or returns what to
            await.
        opened: holds every open connection.
    """

    def __init__(self, answer: Answer, opened: set[HttpConnection]) -> None:
        self._answer = answer
        self._opened = opened
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._reader: RequestReader
        self._task: asyncio.Task[None] | None = None
        self._gone: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._refusal: Unreadable | None = None
        self._is_head = self._keep = self._takes_chunks = self._chunked = self._answered = self._at_end = False
        self.idle_since = self._loop.time()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        scheme = "https" if transport.get_extra_info("sslcontext") else "http"
        self._reader = RequestReader(self._continue, LIMITS, scheme)
        self._opened.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits for this client."""
        self._opened.discard(self)
        self._at_end = True
        self.resume_writing()
        if self._gone is not None and not self._gone.done():
            self._gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Take bytes of requests."""
        if self._at_end or self._refusal is not None:
            return
        self.idle_since = self._loop.time()
        try:
            self._at_end = not self._reader.feed(data)
        except Unreadable as error:
            self._refusal = error
        if self._task is None:
            self._advance()

    def eof_received(self) -> bool:
        """Answer what was asked before the client closed its half; a client that closes while it waits is gone."""
        self._at_end = True
        return False

    def pause_writing(self) -> None:
        """Have streams wait for a client that reads slowly."""
        self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        """Let streams go on."""
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    # What the server calls

    @property
    def is_busy(self) -> bool:
        """Whether an answer is under way."""
        return self._task is not None

    def close(self) -> asyncio.Task[None] | None:
        """Close the connection and cancel what is under way; returns the task that ends."""
        if self._task is not None:
            self._task.cancel()
        self._transport.close()
        return self._task

    # What those who answer call

    def send(self, response: Response, date: bytes) -> None:
        """Send a whole answer; ``date`` is the value of its Date header."""
        body = response.whole_body()
        head = _head(response, date, None if response.bodiless else len(body), self._ending())
        self._answered = True
        self._transport.write(head if self._is_head or response.bodiless else head + body)

    def send_head(self, response: Response, date: bytes, length: int | None) -> None:
        """Send status and headers of an answer whose body follows in parts.

        Args:
            response: the answer.
            date: the value of its Date header.
            length: how long the body is said to be; a body of unknown length is sent in chunks, or ends with the
                connection.
        """
        self._chunked = length is None and self._takes_chunks
        self._keep &= self._chunked or length is not None
        framing = (*self._ending(), *(("transfer-encoding: chunked",) if self._chunked else ()))
        self._answered = True
        self._transport.write(_head(response, date, length, framing))

    async def send_part(self, data: bytes) -> None:
        """Send a part of the body, as fast as the client reads.

        Raises:
            ClientGone: the client hung up.
        """
        if self._transport.is_closing():
            raise ClientGone
        if data and not self._is_head:
            self._transport.write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
        if self._writable is not None:
            await self._writable

    def send_end(self) -> None:
        """End a body that was sent in chunks."""
        if self._chunked and not self._is_head:
            self._transport.write(b"0\r\n\r\n")

    async def hung_up(self) -> None:
        """Return when the client has closed the connection."""
        if self._transport.is_closing():
            return
        if self._gone is None:
            self._gone = self._loop.create_future()
        await asyncio.shield(self._gone)

    def abort(self, *, reset: bool) -> None:
        """Tear the connection down.

        Args:
            reset: whether the peer is to see a reset rather than an end.
        """
        connection = self._transport.get_extra_info("socket")
        if reset and connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self._answered, self._keep = True, False
        self._transport.abort()

    # How requests follow each other

    def _advance(self) -> None:
        """Answer what has arrived, until something has to be waited for."""
        complete = self._reader.complete
        while complete:
            request, self._keep, self._takes_chunks = complete.popleft()
            self._is_head = request.method == "HEAD"
            self._answered = False
            waiting = self._begin(request)
            if waiting is not None:
                self._task = self._loop.create_task(waiting)
                self._task.add_done_callback(self._finished)
                return
            if not self._end_answer():
                return
        if self._refusal is not None:
            self._refuse(self._refusal)
        elif self._at_end:
            self._transport.close()

    def _begin(self, request: Request) -> Coroutine[Any, Any, None] | None:
        try:
            return self._answer(request, self)
        except Exception:  # noqa: BLE001 - one request that fails must not end the server
            self._fail()
            return None

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            self._transport.abort()
            return
        error = task.exception()
        if error is not None:
            self._fail(error)
        if self._end_answer():
            self._advance()

    def _end_answer(self) -> bool:
        """Return whether the connection stays open for the next request."""
        self.idle_since = self._loop.time()
        if self._keep and self._answered:
            return True
        self._transport.close()
        return False

    def _fail(self, error: BaseException | None = None) -> None:
        _log.error("a request could not be answered", exc_info=error if error is not None else True)
        self._keep = False
        if not self._answered:
            self._transport.write(_error("internal server error", HTTPStatus.INTERNAL_SERVER_ERROR))

    def _refuse(self, refusal: Unreadable) -> None:
        """Answer, and close once the client has, so that what it still sends does not destroy the answer on its way."""
        self._transport.write(_error(str(refusal), refusal.status))
        if self._at_end or not self._transport.can_write_eof():
            self._transport.close()
        else:
            self._transport.write_eof()
            self._loop.call_later(FAREWELL_SECONDS, self._transport.close)

    def _continue(self) -> None:
        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _ending(self) -> tuple[str, ...]:
        return () if self._keep else ("connection: close",)


Answer = Callable[[Request, HttpConnection], Coroutine[Any, Any, None] | None]
"""Answers a request through the connection it came by: at once, or later, by returning what to await."""


def _head(response: Response, date: bytes, length: int | None, more: tuple[str, ...]) -> bytes:
    """Return status line and headers, their names in lower case: as a vendor's gateway passes them on from HTTP/2.

    Raises:
        ValueError: a header carries a line break, with which it would forge others.
    """
    lines = [_STATUS_LINES.get(response.status) or f"HTTP/1.1 {response.status} "]
    lines += [f"{lowered(name)}: {value}" for name, value in response.headers]
    lines.append(f"date: {date.decode('ascii')}")
    if length is not None:
        lines.append(f"content-length: {length}")
    lines += more
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1:
        raise ValueError(f"a header of {response.headers} carries a line break")
    return (text + "\r\n\r\n").encode("latin-1")


def _error(message: str, status: int) -> bytes:
    text = message.encode()
    head = f"{_STATUS_LINES[status]}\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\nConnection: close"
    return head.encode() + b"\r\n\r\n" + text


_STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}" for status in HTTPStatus}
