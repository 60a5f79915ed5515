"""Reading HTTP/1.1 requests from bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

import httptools

from .http import Request

MEBIBYTE = 1024 * 1024


class Unreadable(Exception):
    """What came is no request that can be answered otherwise than with an error.

    Args:
        message: what is wrong.
        status: what the client is answered.
    """

    def __init__(self, message: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(message)
        self.status = int(status)


@dataclass(frozen=True)
class Limits:
    """What a client may send.

    Args:
        head_bytes_max: target and headers of one request.
        body_bytes_max: its body.
        waiting_max: requests that wait for those before them on one connection.
    """

    head_bytes_max: int = MEBIBYTE
    body_bytes_max: int = 256 * MEBIBYTE
    waiting_max: int = 1000


class Arrival(NamedTuple):
    """A request that is complete.

    Args:
        request: what was asked.
        keep_alive: whether its connection is to stay open.
        takes_chunks: whether the answer may come in chunks; clients of HTTP/1.0 do not know them.
    """

    request: Request
    keep_alive: bool
    takes_chunks: bool


class RequestReader:
    """Makes requests of what a connection receives.

    Args:
        go_on: called when a client wants to hear that it may send its body.
        limits: what is refused.
        scheme: of the requests.
    """

    def __init__(self, go_on: Callable[[], None], limits: Limits, scheme: str = "http") -> None:
        self._go_on = go_on
        self._limits = limits
        self._scheme = scheme
        self.complete: deque[Arrival] = deque()
        """Requests in the order of their arrival."""
        self.in_request = False
        self._parser = httptools.HttpRequestParser(self)
        self._begin()

    def feed(self, data: bytes) -> bool:
        """Take bytes; return whether more requests may follow (not so after a switch of protocols).

        Raises:
            Unreadable: these are no requests, or too much of one.
        """
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return False
        except httptools.HttpParserError as error:
            cause = error.__context__
            raise cause if isinstance(cause, Unreadable) else Unreadable(f"malformed HTTP request: {error}") from error
        return True

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.in_request = True

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._target += url
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one that comes again is joined to the first."""
        self._count(len(name) + len(value))
        key, text, headers = _lowered(name), value.decode("latin-1"), self._headers
        headers[key] = f"{headers[key]}, {text}" if key in headers else text

    def on_headers_complete(self) -> None:
        """Let a client that waits for it send the body."""
        if self._headers.get("expect", "").lower() == "100-continue":
            self._go_on()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._parts.append(body)
        self._body_bytes += len(body)
        if self._body_bytes > self._limits.body_bytes_max:
            raise Unreadable("request body too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def on_message_complete(self) -> None:
        """End a request."""
        path, _, query = _origin_form(self._target).decode("latin-1").partition("?")
        parts = self._parts
        body = parts[0] if len(parts) == 1 else b"".join(parts)
        parser = self._parser
        method = parser.get_method().decode("latin-1")
        request = Request(method, path, query, self._headers, body, self._scheme)
        self.complete.append(Arrival(request, parser.should_keep_alive(), parser.get_http_version() != "1.0"))
        self.in_request = False
        self._begin()
        if len(self.complete) > self._limits.waiting_max:
            raise Unreadable("too many requests at once on one connection", HTTPStatus.TOO_MANY_REQUESTS)

    def _begin(self) -> None:
        self._target = b""
        self._headers: dict[str, str] = {}
        self._head_bytes = 0
        self._parts: list[bytes] = []
        self._body_bytes = 0

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > self._limits.head_bytes_max:
            raise Unreadable("request head too large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _origin_form(target: bytes) -> bytes:
    """Return path and query of a target; clients of a proxy send the whole address."""
    if target.startswith((b"http://", b"https://")):
        _, slash, rest = target.partition(b"://")[2].partition(b"/")
        return slash + rest or b"/"
    return target


@lru_cache(maxsize=1024)
def _lowered(name: bytes) -> str:
    return name.decode("latin-1").lower()
