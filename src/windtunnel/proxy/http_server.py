"""A small HTTP/1.1 server for the control API: every kind of mistake is answered with JSON, nothing waits for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast

from windtunnel.world.http import Request, Response, json_response
from windtunnel.world.http_reader import Limits, RequestReader, Unreadable

LIMITS = Limits(head_bytes_max=64 * 1024, body_bytes_max=16 * 1024 * 1024, waiting_max=64)
READ_SECONDS_MAX = 15.0
IDLE_SECONDS_MAX = 60.0
ANSWER_SECONDS_MAX = 25.0
FAREWELL_SECONDS = 2.0

Handler = Callable[[Request], Awaitable[Response]]
_log = logging.getLogger(__name__)


def error_response(message: str, status: int) -> Response:
    """Return an error as the control API shows it."""
    return json_response({"error": message, "status": status}, status, charset=False)


class _Connection(asyncio.Protocol):
    """One client of the control API; its requests are answered one after the other."""

    def __init__(self, handler: Handler, opened: dict[_Connection, None]) -> None:
        self._handler = handler
        self._opened = opened
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._reader = RequestReader(self._continue, LIMITS)
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
            self._at_end = not self._reader.feed(data)
        except Unreadable as error:
            self._refusal = error_response(str(error), error.status)
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
            request, keep, _ = self._reader.complete.popleft()
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
