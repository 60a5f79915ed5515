"""A small HTTP/1.1 server for the control API: every kind of mistake is answered with JSON, nothing waits for ever."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast

import httptools

from windtunnel.world.http import Request, Response, json_response

BODY_BYTES_MAX = 16 * 1024 * 1024
HEAD_BYTES_MAX = 64 * 1024
READ_SECONDS_MAX = 15.0
IDLE_SECONDS_MAX = 60.0
ANSWER_SECONDS_MAX = 25.0
FAREWELL_SECONDS = 2.0
QUEUE_MAX = 64

Handler = Callable[[Request], Awaitable[Response]]
_log = logging.getLogger(__name__)


def error_response(message: str, status: int) -> Response:
    """Return an error as the control API shows it."""
    return json_response({"error": message, "status": status}, status, charset=False)


class _Refused(Exception):
    """What came is no request that is answered otherwise than with this."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.response = error_response(message, status)


class _Reader:
    """Collects requests from a parser's callbacks."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        self._go_on = go_on
        self.complete: deque[tuple[Request, bool]] = deque()
        self.parser = httptools.HttpRequestParser(self)
        self.in_request = False
        self._url = b""
        self._headers: dict[str, str] = {}
        self._head_bytes = 0
        self._body = bytearray()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.in_request = True
        self._url, self._headers, self._head_bytes, self._body = b"", {}, 0, bytearray()

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._url += url
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._count(len(name) + len(value))
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Let a client that waits for it send the body."""
        if self._headers.get("expect", "").lower() == "100-continue":
            self._go_on()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._body += body
        if len(self._body) > BODY_BYTES_MAX:
            raise _Refused("request body too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def on_message_complete(self) -> None:
        """End a request."""
        self.in_request = False
        path, _, query = self._url.decode("latin-1").partition("?")
        method = self.parser.get_method().decode("latin-1")
        request = Request(method, path, query, self._headers, bytes(self._body))
        self.complete.append((request, self.parser.should_keep_alive()))
        if len(self.complete) > QUEUE_MAX:
            raise _Refused("too many requests at once on one connection", HTTPStatus.TOO_MANY_REQUESTS)

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES_MAX:
            raise _Refused("request head too large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


class _Connection(asyncio.Protocol):
    """One client of the control API; its requests are answered one after the other."""

    def __init__(self, handler: Handler, opened: dict[_Connection, None]) -> None:
        self._handler = handler
        self._opened = opened
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._reader = _Reader(self._continue)
        self._answering: asyncio.Task[None] | None = None
        self._refusal: Response | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._has_refused = False
        self._at_end = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._opened[self] = None
        self._wait(IDLE_SECONDS_MAX, self.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was under way."""
        self._opened.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
        if self._answering is not None:
            self._answering.cancel()

    def data_received(self, data: bytes) -> None:
        """Take bytes of requests."""
        if self._refusal is not None or self._at_end:
            return
        if not self._reader.in_request and self._answering is None:
            self._wait(READ_SECONDS_MAX, self._read_too_slowly)
        try:
            self._reader.parser.feed_data(data)
        except (httptools.HttpParserError, _Refused) as error:
            self._refusal = _refusal(error)
        except httptools.HttpParserUpgrade:  # the request itself is complete; what follows it is another protocol
            self._at_end = True
        self._answer()

    def eof_received(self) -> bool:
        """Answer what was asked before the client closed its half."""
        if self._reader.in_request and self._refusal is None and not self._at_end:
            self._refusal = error_response("the request is not complete", HTTPStatus.BAD_REQUEST)
        self._at_end = True
        self._answer()
        return self._answering is not None

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _continue(self) -> None:
        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _answer(self) -> None:
        if self._answering is not None or self._has_refused:
            return
        if self._reader.complete or self._refusal is not None:
            self._wait(ANSWER_SECONDS_MAX + IDLE_SECONDS_MAX, self.close)
            self._answering = self._loop.create_task(self._answer_all())

    async def _answer_all(self) -> None:
        keep = True
        while self._reader.complete and keep:
            request, keep = self._reader.complete.popleft()
            response = await _answer_one(self._handler, request)
            self._transport.write(_serialised(response, keep=keep, with_body=request.method != "HEAD"))
        self._answering = None
        if keep and self._refusal is not None:
            self._transport.write(_serialised(self._refusal, keep=False, with_body=True))
            self._has_refused = True
            self._say_farewell()
        elif keep and not self._at_end and not self._transport.is_closing():
            self._wait(IDLE_SECONDS_MAX, self.close)
        else:
            self.close()

    def _say_farewell(self) -> None:
        """Close once the client has, so that what it still sends does not destroy the answer on its way."""
        if self._at_end or self._transport.is_closing():
            self.close()
        else:
            self._transport.write_eof()
            self._wait(FAREWELL_SECONDS, self.close)

    def _read_too_slowly(self) -> None:
        self._refusal = error_response("the request took too long to arrive", HTTPStatus.REQUEST_TIMEOUT)
        self._answer()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, then)


class HttpServer:
    """Serves a handler on a listening socket.

    Args:
        handler: answers requests.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._opened: dict[_Connection, None] = {}
        self._server: asyncio.Server | None = None

    async def start(self, listening: object) -> None:
        """Accept connections on a socket that listens already."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self._handler, self._opened),
            sock=listening,  # type: ignore[call-overload]  # a socket; typeshed wants host and port as well
        )

    async def stop(self) -> None:
        """Close everything."""
        if self._server is not None:
            self._server.close()
            for connection in list(self._opened):
                connection.close()
            await self._server.wait_closed()


async def _answer_one(handler: Handler, request: Request) -> Response:
    try:
        return await asyncio.wait_for(handler(request), ANSWER_SECONDS_MAX)
    except TimeoutError:
        return error_response("the answer took too long", HTTPStatus.SERVICE_UNAVAILABLE)
    except Exception as error:  # noqa: BLE001 - one request that fails must not end the server
        _log.exception("a control request failed")
        return error_response(f"internal error: {type(error).__name__}", HTTPStatus.INTERNAL_SERVER_ERROR)


def _refusal(error: Exception) -> Response:
    cause = error.__context__ if isinstance(error.__context__, _Refused) else error
    if isinstance(cause, _Refused):
        return cause.response
    return error_response(f"malformed HTTP request: {error}", HTTPStatus.BAD_REQUEST)


def _serialised(response: Response, *, keep: bool, with_body: bool) -> bytes:
    phrase = HTTPStatus(response.status).phrase
    body = response.whole_body()
    head = [f"HTTP/1.1 {response.status} {phrase}", *(f"{name}: {value}" for name, value in response.headers)]
    if response.status != HTTPStatus.NO_CONTENT:
        head.append(f"Content-Length: {len(body)}")
    if not keep:
        head.append("Connection: close")
    text = "\r\n".join(head) + "\r\n\r\n"
    return text.encode("latin-1") + (body if with_body else b"")
