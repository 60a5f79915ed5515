"""The little of ASGI that services need: messages, a capped body, JSON answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import httpx

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class BodyTooLarge(Exception):
    """The body is longer than the cap."""


class Disconnected(Exception):
    """The client went away before its request was complete."""


@dataclass(frozen=True, slots=True)
class Request:
    """A complete request; header names are case-insensitive, ``parameters`` are what its path names."""

    headers: Mapping[str, str]
    body: bytes
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer."""

    status: int
    content: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


async def read_request(scope: Scope, receive: Receive, bytes_max: int) -> Request:
    """Read a request's headers and its body of at most ``bytes_max`` bytes.

    Raises:
        BodyTooLarge: as soon as that is known; the rest is not read.
        Disconnected: the client went away.
    """
    headers = httpx.Headers(scope["headers"], encoding="latin-1")
    announced = headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > bytes_max:
        raise BodyTooLarge
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        if len(body) > bytes_max:
            raise BodyTooLarge
        more = message.get("more_body", False)
    return Request(headers, bytes(body))


async def send_answer(send: Send, answer: Answer) -> None:
    """Send an answer as JSON."""
    body = json.dumps(answer.content).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body)), **answer.headers}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
