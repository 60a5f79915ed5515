"""Servers on loopback."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.world import server as servers
from windtunnel.world.http import Request, Response
from windtunnel.world.http_connection import HttpConnection
from windtunnel.world.server import Server, bind

from .answers import DATE


def hello(request: Request, connection: HttpConnection) -> None:
    """Say hello."""
    connection.send(Response(200, [], b"hello"), DATE)


def test_a_server_answers_until_it_is_stopped() -> None:
    """Afterwards nobody listens."""

    async def main() -> None:
        server = Server(hello, bind())
        await server.start()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(server.url)).text == "hello"
            await server.stop()
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.get(server.url)

    asyncio.run(main())


def test_stopping_what_was_never_started_is_harmless() -> None:
    """For clean-up after a failed start."""
    listener = bind()
    asyncio.run(Server(hello, listener).stop())
    listener.close()


def test_a_taken_port_is_a_usage_error() -> None:
    """Address and reason."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1:{port}: Address already in use"):
            bind(port)


def test_a_connection_that_nobody_uses_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that waits for an answer is not."""
    monkeypatch.setattr(servers, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(servers, "IDLE_SECONDS_MAX", 0.0)
    may_answer = asyncio.Event()

    async def later(request: Request, connection: HttpConnection) -> None:
        await may_answer.wait()
        hello(request, connection)

    async def main() -> None:
        server = Server(later, bind())
        await server.start()
        idle, unused = await asyncio.open_connection("127.0.0.1", server.port)
        busy, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await idle.read() == b""
        may_answer.set()
        assert (await busy.read()).endswith(b"hello")
        for each in (unused, writer):
            each.close()
        await server.stop()

    asyncio.run(main())
