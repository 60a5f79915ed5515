"""TCP proxies in front of systems: what clients meet on their connections."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from tests.windtunnel.proxy.servers import Server as ProxyProcess
from tests.windtunnel.proxy.servers import started
from windtunnel.fault import BackEndError, read_fault
from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.fronts import Fronts, Passage, TcpFault
from windtunnel.world.certificates import Authority
from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Request, Response
from windtunnel.world.server import Server, bind

from ..world.answers import answering

BODY = b"x" * 5000


class Way:
    """A system with a proxy in front of it."""

    def __init__(self, fronts: Fronts, passage: Passage, url: str, trusted: ssl.SSLContext) -> None:
        self.fronts = fronts
        self.passage = passage
        self.url = url
        self.client = httpx.AsyncClient(verify=trusted, trust_env=False, timeout=1.0)

    def fault(self, **description: Any) -> TcpFault:
        """Return a fault of the system."""
        read = read_fault({"on": "crm", "through": "tcp-proxy", **description}, place="fault")
        return self.fronts.fault(0, read, Random(1), 0.0, ["crm"])

    async def ask(self) -> int:
        """Ask on whatever connection there is."""
        self.passage.before(Exchange("crm", "Show", {}, Request("GET", "/"), 0.0))
        answer = await self.client.get(self.url)
        return len(answer.content)

    async def during(self, fault: TcpFault, asked: Callable[[], Awaitable[None]]) -> None:
        """Ask while the fault lasts, and once more when it has ended."""
        fault.begin()
        await self.fronts.settled()
        await asked()
        fault.end()
        await self.fronts.settled()
        assert await self.ask() == len(BODY)


def before_a_system(folder: Path, server_url: str | None, body: Callable[[Way], Awaitable[None]]) -> None:
    """Run ``body`` with a system that is served over TLS behind a proxy."""

    async def main() -> None:
        authority, passage = Authority(folder), Passage()

        def connected() -> None:
            passage.connected()

        server = Server(
            answering(lambda request: Response(200, [], BODY)),
            bind(),
            authority.switching_context(("localhost",), connected),
        )
        await server.start()
        try:
            async with Fronts(server_url, seed="1", name="test") as fronts:
                port = await fronts.put("crm", server.port, passage)
                trusted = ssl.create_default_context(cafile=str(authority.file))
                way = Way(fronts, passage, f"https://localhost:{port}/", trusted)
                async with way.client:
                    await body(way)
        finally:
            await server.stop()

    asyncio.run(main())


@pytest.fixture(params=["own", "windtunnel", pytest.param("toxiproxy", marks=pytest.mark.real_service)], scope="module")
def server_url(request: pytest.FixtureRequest) -> Any:
    """A server inside the process, ours as a process, and the real one."""
    if request.param == "own":
        yield None
        return
    with started(request.param) as server:
        yield str(server.api.base_url)


def test_faults_of_a_tcp_proxy_meet_a_client_over_tls(tmp_path: Path, server_url: str | None) -> None:
    """Each in its way, and each is over when it has ended."""

    async def body(way: Way) -> None:
        async def slow() -> None:
            begun = asyncio.get_running_loop().time()
            await way.ask()
            assert asyncio.get_running_loop().time() - begun >= 0.1

        async def broken() -> None:
            with pytest.raises(httpx.TransportError):
                await way.ask()

        async def silent() -> None:
            with pytest.raises(httpx.TimeoutException):
                await way.ask()

        assert await way.ask() == len(BODY)
        cases: list[tuple[dict[str, Any], Callable[[], Awaitable[None]]]] = [
            ({"kind": "latency", "least": "100ms", "most": "100ms"}, slow),
            ({"kind": "reset"}, broken),
            ({"kind": "black-hole"}, silent),
            ({"kind": "cut-after", "bytes": 3000}, broken),
        ]
        for description, asked in cases:
            fault = way.fault(**description)
            await way.during(fault, asked)
            assert (fault.injected, fault.observed > 0) == (1, True), description

    before_a_system(tmp_path, server_url, body)


def test_a_closed_port_refuses_and_ends_open_connections(tmp_path: Path, server_url: str | None) -> None:
    """Those that were open are what is known to have met it."""

    async def body(way: Way) -> None:
        async def refused() -> None:
            with pytest.raises(httpx.TransportError):  # perhaps on the connection that was open, and has just ended
                await way.ask()
            with pytest.raises(httpx.ConnectError):
                await way.ask()

        await way.ask()
        way.passage.open_connections = lambda: 2
        fault = way.fault(kind="refuse")
        await way.during(fault, refused)
        assert fault.observed == 2

    before_a_system(tmp_path, server_url, body)


def test_a_fault_that_nothing_came_to_was_not_met(tmp_path: Path) -> None:
    """Though it was made."""

    async def body(way: Way) -> None:
        async def nothing() -> None:
            pass

        fault = way.fault(kind="reset")
        await way.during(fault, nothing)
        assert (fault.injected, fault.observed) == (1, 0)

    before_a_system(tmp_path, None, body)


def test_a_server_of_somebody_elses_is_left_as_it_was(tmp_path: Path) -> None:
    """Even when a fault was still at work."""
    with started("windtunnel") as server:

        async def body(way: Way) -> None:
            way.fault(kind="latency", least="1s", most="1s").begin()
            await way.fronts.settled()
            assert list(proxies(server)) == ["test-crm", "theirs"]

        server.proxy(9, "theirs")
        before_a_system(tmp_path, str(server.api.base_url), body)
        assert list(proxies(server)) == ["theirs"]


def proxies(server: ProxyProcess) -> dict[str, Any]:
    """Return the proxies of a server."""
    shown: dict[str, Any] = server.api.get("/proxies").json()
    return shown


def test_what_a_tcp_proxy_cannot_make_is_refused(tmp_path: Path) -> None:
    """When it is read, and when it is asked for."""

    async def body(way: Way) -> None:
        with pytest.raises(UsageError, match="status cannot go through a TCP proxy: a TCP proxy sees bytes"):
            way.fault(kind="status", status=503)
        with pytest.raises(BackEndError, match="tls-failure cannot be made by the tcp-proxy back end"):
            plain = read_fault({"on": "crm", "kind": "tls-failure"}, place="fault")
            way.fronts.fault(0, plain, Random(1), 0.0, ["crm"])

    before_a_system(tmp_path, None, body)
