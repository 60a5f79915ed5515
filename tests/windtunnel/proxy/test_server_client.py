"""Proxies in front of systems, in our server and in the real one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.proxy.server_client import ProxyServer, ProxyServerError, ToxicOrder
from windtunnel.world.ports import free_port

from .servers import LOOPBACK, Server
from .upstreams import echo, upstream


def through(server: Server, body: Callable[[ProxyServer, int], Awaitable[None]]) -> None:
    """Run ``body`` with a client of the server and the port of a proxy before an echo."""

    async def main(port: int) -> None:
        async with ProxyServer(str(server.api.base_url)) as client:
            address = await client.front("crm", f"{LOOPBACK}:{port}")
            await body(client, int(address.rpartition(":")[2]))
        assert server.api.get("/proxies").json() == {}

    with upstream(echo) as port:
        asyncio.run(main(port))


async def said(port: int, text: bytes = b"hello") -> bytes:
    """Return what comes back until the connection ends or everything has."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(text)
    got = b""
    while len(got) < len(text) and (more := await asyncio.wait_for(reader.read(100), 10)):
        got += more
    writer.close()
    return got


def test_a_toxic_strikes_until_it_is_cured(server: Server) -> None:
    """And curing what is cured is no mistake."""

    async def body(client: ProxyServer, port: int) -> None:
        assert await said(port) == b"hello"
        await client.poison("crm", ToxicOrder("cut", "limit_data", attributes={"bytes": 3}), 60.0)
        assert await said(port) == b"hel"
        await client.cure("crm", "cut")
        await client.cure("crm", "cut")
        assert await said(port) == b"hello"

    through(server, body)


def test_a_proxy_that_is_shut_refuses_until_it_is_opened(server: Server) -> None:
    """At the same address."""

    async def body(client: ProxyServer, port: int) -> None:
        await client.shut("crm", 60.0)
        with pytest.raises(ConnectionRefusedError):
            await said(port)
        await client.reopen("crm")
        assert await said(port) == b"hello"

    through(server, body)


def test_a_lease_ends_a_fault_that_nobody_cures(server: Server) -> None:
    """In our server by itself, in any other by the watchdog."""

    async def body(client: ProxyServer, port: int) -> None:
        assert client.heals_itself is (server.kind == "windtunnel")
        await client.shut("crm", 0.2)
        for _ in range(400):
            try:
                assert await said(port) == b"hello"
                return
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
        pytest.fail("it was not healed")

    through(server, body)


def test_mistakes_are_told_in_the_servers_words(server: Server) -> None:
    """A name that is taken, a proxy that is not there, an attribute that is none."""

    async def body(client: ProxyServer, port: int) -> None:
        with pytest.raises(ProxyServerError, match="has a proxy called crm already"):
            await client.front("crm", f"{LOOPBACK}:9")
        with pytest.raises(ProxyServerError, match="proxy not found"):
            await client.poison("erp", ToxicOrder("slow", "latency"), None)
        with pytest.raises(ProxyServerError, match="invalid toxic type"):
            await client.poison("crm", ToxicOrder("slow", "lateness"), None)

    through(server, body)


def test_an_address_where_no_proxy_server_is_says_so() -> None:
    """Nobody there, or somebody else."""

    async def find(url: str) -> None:
        async with ProxyServer(url):
            pass

    with pytest.raises(UsageError, match="no proxy server answers at"):
        asyncio.run(find(f"http://{LOOPBACK}:{free_port()}"))

    def other(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")

    with upstream(other) as port, pytest.raises(UsageError, match="is no proxy server"):
        asyncio.run(find(f"http://{LOOPBACK}:{port}"))
