"""Servers on loopback."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.world.server import Server, bind


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Say hello."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


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
