"""The HTTP server of the control API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from windtunnel.proxy import http_server
from windtunnel.proxy.address import Address, listen, local_address
from windtunnel.proxy.http_server import HttpServer
from windtunnel.world.http import Request, Response, json_response
from windtunnel.world.http_reader import Limits

from .looping import LOOPS, open_connection, run


async def mirror(request: Request) -> Response:
    """Answer with what came; fail or hang when asked to."""
    if request.path == "/fail":
        raise ZeroDivisionError
    if request.path == "/hang":
        await asyncio.Event().wait()
    if request.path == "/nothing":
        return Response(204)
    return json_response([request.method, request.path, request.query, len(request.body)])


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """Serve the mirror; return the address."""
    listening = listen(Address("127.0.0.1", 0))
    server = HttpServer(mirror)
    await server.start(listening)
    yield str(local_address(listening))
    await server.stop()
    listening.close()


async def send(address: str, *parts: bytes, then_end: bool = True) -> bytes:
    """Send bytes, in parts, and return everything that comes back."""
    reader, writer = await open_connection(address)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0)
    if then_end:
        writer.write_eof()
    received = await reader.read()
    writer.close()
    return received


def exchange(*parts: bytes, loop: str = "uvloop", then_end: bool = True) -> bytes:
    """Send bytes to a fresh server and return what comes back."""

    async def scenario() -> bytes:
        async with serving() as address:
            return await send(address, *parts, then_end=then_end)

    return run(scenario(), loop)


def status_and_error(received: bytes) -> tuple[int, str]:
    """Return what an error answer says."""
    head, _, body = received.partition(b"\r\n\r\n")
    error = json.loads(body)
    assert int(head.split()[1]) == error["status"]
    return error["status"], error["error"]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_request_is_read_in_whatever_parts_it_comes(loop: str) -> None:
    """Byte by byte."""
    request = b"POST /a%20b?c=d HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
    received = exchange(*(bytes([byte]) for byte in request), loop=loop)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.endswith(b'["POST","/a%20b","c=d",3]')
    assert b"\r\nConnection: close\r\n" in received


def test_pipelined_requests_are_answered_in_order() -> None:
    """On one connection."""
    received = exchange(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert received.index(b'"/1"') < received.index(b'"/2"')
    assert received.count(b"200 OK") == 2


def test_bodies_may_come_in_chunks_and_be_announced() -> None:
    """A client that waits for ``100 Continue`` gets it."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
    received = exchange(head, b"3\r\nabc\r\n0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert received.endswith(b'["POST","/","",3]')


def test_answers_without_content_have_no_length() -> None:
    """And an answer to HEAD has no body."""
    assert b"Content-Length" not in exchange(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
    assert exchange(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").endswith(b"\r\n\r\n")


def test_a_client_of_http_1_0_is_closed_after_the_answer() -> None:
    """Without being asked to."""
    assert b"200 OK" in exchange(b"GET / HTTP/1.0\r\n\r\n", then_end=False)


@pytest.mark.parametrize(
    ("request_bytes", "status", "word"),
    [
        (b"nonsense\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", 400, "not complete"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc", 400, "not complete"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431, "head too large"),
        (b"GET /fail HTTP/1.1\r\nHost: x\r\n\r\n", 500, "internal error: ZeroDivisionError"),
    ],
)
def test_mistakes_are_answered_with_json(request_bytes: bytes, status: int, word: str) -> None:
    """Of the protocol as of the handler."""
    answered, error = status_and_error(exchange(request_bytes))
    assert answered == status
    assert word in error


@pytest.mark.parametrize(
    "upgrade", [b"GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c", b"CONNECT x:1 HTTP/1.1"]
)
def test_an_offer_of_another_protocol_is_ignored(upgrade: bytes) -> None:
    """The request itself is answered, once, and what follows it is not read."""
    received = exchange(upgrade + b"\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", then_end=False)
    assert received.count(b"HTTP/1.1 ") == received.count(b"200 OK") == 1


def test_a_body_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client gets to read why, although it goes on sending."""
    monkeypatch.setattr(http_server, "LIMITS", Limits(body_bytes_max=1000))
    request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000
    assert status_and_error(exchange(request)) == (413, "request body too large")


def test_too_many_requests_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """After those that were taken."""
    monkeypatch.setattr(http_server, "LIMITS", Limits(waiting_max=3))
    received = exchange(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 10)
    assert received.count(b"200 OK") >= 3
    assert b"429 Too Many Requests" in received


def test_a_request_that_takes_too_long_to_arrive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection does not stay open for ever."""
    monkeypatch.setattr(http_server, "READ_SECONDS_MAX", 0.05)
    received = exchange(b"GET / HTT", then_end=False)
    assert status_and_error(received) == (408, "the request took too long to arrive")


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client is told."""
    monkeypatch.setattr(http_server, "ANSWER_SECONDS_MAX", 0.05)
    received = exchange(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
    assert status_and_error(received) == (503, "the answer took too long")


def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its first request and after its last."""
    monkeypatch.setattr(http_server, "IDLE_SECONDS_MAX", 0.05)
    assert exchange(then_end=False) == b""
    assert b"200 OK" in exchange(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", then_end=False)


def test_a_client_that_goes_away_in_the_middle_is_forgotten() -> None:
    """The server stops at once although an answer is under way."""

    async def scenario() -> None:
        async with serving() as address:
            _, writer = await open_connection(address)
            writer.write(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
            writer.transport.abort()
            assert b"200 OK" in await send(address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    run(scenario())
