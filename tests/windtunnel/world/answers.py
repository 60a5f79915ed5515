"""Servers for tests: one function that turns a request into an answer."""

from __future__ import annotations

from collections.abc import Callable

from windtunnel.world.http import Request, Response
from windtunnel.world.http_connection import Answer, HttpConnection

DATE = b"Mon, 05 Jan 2026 09:00:00 GMT"


def answering(make: Callable[[Request], Response]) -> Answer:
    """Return what a server needs to answer every request with what ``make`` makes of it."""

    def answer(request: Request, connection: HttpConnection) -> None:
        connection.send(make(request), DATE)

    return answer
