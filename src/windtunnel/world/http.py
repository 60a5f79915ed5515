"""Requests and responses as values, the same in process and on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

JSON = "application/json"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that read and change nothing (RFC 9110, 9.2.1)."""


@dataclass
class Request:
    """An HTTP request as a simulator sees it.

    Args:
        method: upper case.
        path: as sent, without the query, still percent-encoded.
        query: the raw query string, without the question mark.
        headers: names in lower case; repeated headers joined with ``", "``.
        body: the whole body.
        scheme: ``http`` or ``https``.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    scheme: str = "http"

    @property
    def origin(self) -> str:
        """Scheme, host and port that the caller used, for absolute links in answers."""
        return f"{self.scheme}://{self.headers.get('host', 'localhost')}"

    @property
    def target(self) -> str:
        """Path and query as sent."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @cached_property
    def decoded_path(self) -> str:
        """The path with percent-encoding removed."""
        return unquote(self.path) if "%" in self.path else self.path

    @cached_property
    def arguments(self) -> dict[str, str]:
        """Query parameters by name; the last of several values wins."""
        return dict(parse_qsl(self.query, keep_blank_values=True)) if self.query else {}

    @cached_property
    def argument_lists(self) -> dict[str, list[str]]:
        """Query parameters by name with all their values."""
        values: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True):
            values.setdefault(name, []).append(value)
        return values

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without parameters; empty when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            ValueError: it is not JSON.
        """
        return orjson.loads(self.body)

    @cached_property
    def content(self) -> Any:
        """The body as JSON, decoded once for all who only look at it.

        Raises:
            ValueError: it is not JSON.
        """
        return self.json()

    def form(self) -> dict[str, str]:
        """Return the body as URL-encoded form fields; the last of several values wins.

        Raises:
            ValueError: it is not UTF-8 text.
        """
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@lru_cache(maxsize=1024)
def lowered(name: str) -> str:
    """Return the name of a header as it travels."""
    return name.lower()


@lru_cache(maxsize=1024)
def _encoded_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


@dataclass(frozen=True)
class Chunk:
    """Part of a streamed body, sent ``delay_seconds`` after the part before it."""

    data: bytes
    delay_seconds: float = 0.0


@dataclass
class Response:
    """An HTTP response.

    Args:
        status: the status code.
        headers: name and value pairs, in order.
        body: the whole body; ignored when ``chunks`` is given.
        delay_seconds: service time, before the first byte is sent.
        chunks: a streamed body.
        cause: which kind of problem it reports, for the journal; empty for an answer without one.
        buckets: the quota buckets that the call drew from, for the journal.
    """

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    delay_seconds: float = 0.0
    chunks: tuple[Chunk, ...] | None = None
    cause: str = ""
    buckets: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def set_header(self, name: str, value: str) -> None:
        """Set a header, replacing others of that name."""
        wanted = name.lower()
        self.headers = [pair for pair in self.headers if pair[0].lower() != wanted]
        self.headers.append((name, value))

    @property
    def bodiless(self) -> bool:
        """Whether HTTP forbids a body, and so its length, with this status."""
        return self.status in (204, 304) or self.status < 200

    def encoded_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers as they travel, names in lower case."""
        return [(_encoded_name(name), value.encode("latin-1")) for name, value in self.headers]

    def arriving_headers(self, date: bytes) -> list[tuple[bytes, bytes]]:
        """Return the headers as a client gets them from a server: with the date, and the length where it is known.

        Args:
            date: as in an HTTP header.
        """
        headers = [*self.encoded_headers(), (b"date", date)]
        if self.chunks is None and not self.bodiless:
            headers.append((b"content-length", str(len(self.body)).encode()))
        return headers

    def parts(self) -> Iterator[Chunk]:
        """Iterate over the body as chunks, streamed or not; what is sent without a pause is one of them."""
        if self.chunks is not None:
            yield from _joined(self.chunks)
        elif self.body:
            yield Chunk(self.body)

    def whole_body(self) -> bytes:
        """Return all of the body."""
        return self.body if self.chunks is None else b"".join(chunk.data for chunk in self.chunks)

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            ValueError: it is not JSON.
        """
        return orjson.loads(self.whole_body())


def _joined(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    together: list[bytes] = []
    delay_seconds = 0.0
    for chunk in chunks:
        if together and chunk.delay_seconds > 0:
            yield Chunk(b"".join(together), delay_seconds)
            together.clear()
        if not together:
            delay_seconds = chunk.delay_seconds
        together.append(chunk.data)
    if together:
        yield Chunk(b"".join(together), delay_seconds)


def json_response(
    content: Any, status: int = 200, headers: list[tuple[str, str]] | None = None, *, charset: bool = True
) -> Response:
    """Return ``content`` as a JSON response; ``charset`` adds ``; charset=utf-8`` to the content type."""
    content_type = f"{JSON}; charset=utf-8" if charset else JSON
    return Response(status, [("Content-Type", content_type), *(headers or [])], orjson.dumps(content))


def text_response(text: str, status: int = 200, content_type: str = "text/plain; charset=utf-8") -> Response:
    """Return ``text`` as a response."""
    return Response(status, [("Content-Type", content_type)], text.encode())
