"""One connection, seen from the client's socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from windtunnel.world import http_connection
from windtunnel.world.http import Chunk, Request, Response
from windtunnel.world.http_connection import Answer, ClientGone, HttpConnection
from windtunnel.world.http_reader import Limits
from windtunnel.world.server import Server, bind

from .answers import DATE

GET = b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n"

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def say_path(request: Request, connection: HttpConnection) -> None:
    """Answer with the path."""
    connection.send(Response(200, [("X-Method", request.method)], request.path.encode()), DATE)


def on_a_connection(answer: Answer, body: Callable[[Client], Coroutine[Any, Any, None]]) -> None:
    """Serve ``answer`` and run ``body`` with one connected client."""

    async def main() -> None:
        async with _connected(answer) as client:
            await body(client)

    asyncio.run(main())


@asynccontextmanager
async def _connected(answer: Answer) -> AsyncIterator[Client]:
    server = Server(answer, bind())
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await server.stop()


async def one_answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read one answer with an announced length."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return head, await reader.readexactly(length)


def test_requests_sent_at_once_are_answered_in_order() -> None:
    """On one connection, which stays open."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1 + GET % 2 + GET % 3)
        assert [(await one_answer(reader))[1] for _ in range(3)] == [b"/1", b"/2", b"/3"]

    on_a_connection(say_path, body)


def test_later_requests_wait_for_one_that_takes_time() -> None:
    """Though they could be answered at once."""
    first_may_end = asyncio.Event()

    def answer(request: Request, connection: HttpConnection) -> Coroutine[Any, Any, None] | None:
        if request.path != "/1":
            say_path(request, connection)
            return None

        async def later() -> None:
            await first_may_end.wait()
            say_path(request, connection)

        return later()

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1 + GET % 2)
        await asyncio.sleep(0)
        first_may_end.set()
        assert [(await one_answer(reader))[1] for _ in range(2)] == [b"/1", b"/2"]

    on_a_connection(answer, body)


def test_names_of_headers_travel_in_lower_case() -> None:
    """With the world's date and the body's length."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1)
        head, _ = await one_answer(reader)
        assert head.split(b"\r\n")[:4] == [b"HTTP/1.1 200 OK", b"x-method: GET", b"date: " + DATE, b"content-length: 2"]

    on_a_connection(say_path, body)


def test_a_client_that_wants_the_connection_closed_gets_its_end() -> None:
    """And is told so."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"GET /1 HTTP/1.1\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        assert b"connection: close" in answer
        assert answer.endswith(b"/1")

    on_a_connection(say_path, body)


def test_head_has_the_length_but_not_the_body() -> None:
    """The next answer follows at once."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"HEAD /long HTTP/1.1\r\n\r\n" + GET % 1)
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"content-length: 5\r\n" in head
        assert (await one_answer(reader))[1] == b"/1"

    on_a_connection(say_path, body)


def test_an_answer_that_may_have_no_body_has_none() -> None:
    """204 announces no length either."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 204 No Content\r\n")
        assert b"ontent-" not in answer
        assert answer.endswith(b"\r\n\r\n")

    on_a_connection(lambda request, connection: connection.send(Response(204, [], b"ignored"), DATE), body)


def test_a_client_that_asks_first_may_send_its_body() -> None:
    """It is told to go on before the answer."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"PUT /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"x")
        assert (await one_answer(reader))[1] == b"/1"

    on_a_connection(say_path, body)


@pytest.mark.parametrize(
    ("version", "framing", "streamed"),
    [
        (b"1.1", b"transfer-encoding: chunked", b"1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"),
        (b"1.0", b"connection: close", b"abc"),
    ],
)
def test_a_stream_travels_in_chunks(version: bytes, framing: bytes, streamed: bytes) -> None:
    """Empty parts are left out, for an empty chunk would end it; clients that know no chunks get the bare bytes."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"GET / HTTP/" + version + b"\r\nConnection: close\r\n\r\n")
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
        assert framing in head
        assert rest == streamed

    async def stream(connection: HttpConnection) -> None:
        response = Response(200, [], chunks=(Chunk(b"a"), Chunk(b""), Chunk(b"bc")))
        connection.send_head(response, DATE, None)
        for chunk in response.chunks or ():
            await connection.send_part(chunk.data)
        connection.send_end()

    on_a_connection(lambda request, connection: stream(connection), body)


def test_a_stream_waits_for_a_client_that_does_not_read() -> None:
    """What was not read yet does not pile up in memory."""
    sent = 0
    full = asyncio.Event()

    async def stream(connection: HttpConnection) -> None:
        nonlocal sent
        connection.send_head(Response(200), DATE, None)
        for _ in range(400):
            waiting = asyncio.ensure_future(connection.send_part(b"x" * 65_536))
            await asyncio.sleep(0)
            if not waiting.done():
                full.set()
            await waiting
            sent += 1
        connection.send_end()

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        await asyncio.wait_for(full.wait(), 20)
        assert sent < 400
        assert (await reader.read()).count(b"x" * 65_536) == 400

    on_a_connection(lambda request, connection: stream(connection), body)


def test_whoever_answers_learns_that_the_client_has_gone() -> None:
    """A wait ends, and a part can no longer be sent."""
    learned = asyncio.Event()

    async def wait(connection: HttpConnection) -> None:
        await connection.hung_up()
        with pytest.raises(ClientGone):
            await connection.send_part(b"x")
        learned.set()

    async def body(client: Client) -> None:
        _, writer = client
        writer.write(GET % 1)
        await writer.drain()
        writer.close()
        await asyncio.wait_for(learned.wait(), 20)

    on_a_connection(lambda request, connection: wait(connection), body)


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"nonsense\r\n\r\n", b"400 Bad Request"), (b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\n\r\n", b"431 ")],
)
def test_what_is_no_request_is_answered_and_ended(data: bytes, status: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what is wrong; whatever came before it is answered first."""
    monkeypatch.setattr(http_connection, "LIMITS", Limits(head_bytes_max=1000))

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1 + data)
        assert (await one_answer(reader))[1] == b"/1"
        assert (await reader.read()).startswith(b"HTTP/1.1 " + status)

    on_a_connection(say_path, body)


def test_an_error_of_the_system_is_answered_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """And ends the connection, not the server."""

    def broken(request: Request, connection: HttpConnection) -> None:
        raise RuntimeError("planted")

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1)
        assert (await reader.read()).startswith(b"HTTP/1.1 500 ")

    with caplog.at_level(logging.ERROR):
        on_a_connection(broken, body)
    assert "planted" in caplog.text


def test_an_error_of_a_later_answer_is_answered_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """As one that came at once."""

    async def broken() -> None:
        await asyncio.sleep(0)
        raise RuntimeError("planted")

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1)
        assert (await reader.read()).startswith(b"HTTP/1.1 500 ")

    with caplog.at_level(logging.ERROR):
        on_a_connection(lambda request, connection: broken(), body)
    assert "planted" in caplog.text


def test_a_header_cannot_forge_another(caplog: pytest.LogCaptureFixture) -> None:
    """A value with a line break is an error of the system, and nothing of it is sent."""
    forged = Response(200, [("X-A", "1\r\nSet-Cookie: a=b")])

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(GET % 1)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 500 ")
        assert b"Set-Cookie" not in answer

    on_a_connection(lambda request, connection: connection.send(forged, DATE), body)
    assert "carries a line break" in caplog.text


def test_a_request_to_switch_protocols_is_answered_as_any_other() -> None:
    """What follows it is not read; the connection ends."""

    async def body(client: Client) -> None:
        reader, writer = client
        writer.write(b"GET /1 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05")
        assert (await reader.read()).endswith(b"/1")

    on_a_connection(say_path, body)


def test_an_aborted_connection_ends_or_is_reset() -> None:
    """The client can tell the two apart."""

    def answer(request: Request, connection: HttpConnection) -> None:
        connection.abort(reset=request.path == "/1")

    async def reset(client: Client) -> None:
        client[1].write(GET % 1)
        with pytest.raises(ConnectionResetError):
            await client[0].read()

    async def ended(client: Client) -> None:
        client[1].write(GET % 2)
        assert await client[0].read() == b""

    on_a_connection(answer, reset)
    on_a_connection(answer, ended)
