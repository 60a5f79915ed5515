"""Connecting to upstreams."""

from __future__ import annotations

import asyncio
import socket

import pytest

from windtunnel.proxy.dial import dial
from windtunnel.world.ports import free_port

from .looping import LOOPS, run


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_upstream_that_listens_is_reached(loop: str, host: str) -> None:
    """By name or by number; small packets are not delayed."""

    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            connected = await dial(f"{host}:{listening.getsockname()[1]}")
            assert connected is not None
            with connected:
                assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                assert connected.gettimeout() == 0

    run(scenario(), loop)


@pytest.mark.parametrize(
    "upstream",
    ["nonsense", "x:99999", "nowhere.invalid:1", "", f"localhost:{free_port()}"],
    ids=["nonsense", "port", "name", "empty", "nobody-listens"],
)
def test_an_upstream_that_cannot_be_reached_is_none(upstream: str) -> None:
    """Whatever the reason is."""
    assert run(dial(upstream)) is None


def test_a_dial_can_be_called_off() -> None:
    """Its socket is closed; a warning about an open one would fail this test."""

    async def scenario() -> None:
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            stuck = [socket.socket() for _ in range(4)]
            for waiting in stuck:
                waiting.setblocking(False)
                waiting.connect_ex(full.getsockname())
            dialling = asyncio.ensure_future(dial(f"127.0.0.1:{full.getsockname()[1]}"))
            await asyncio.sleep(0)
            dialling.cancel()
            with pytest.raises(asyncio.CancelledError):
                await dialling
            for waiting in stuck:
                waiting.close()

    run(scenario())
