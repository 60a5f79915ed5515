"""TCP proxies in front of the systems of a wire world, and the faults that they make."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Self

from windtunnel.fault import BackEnd, FaultDescription, StateFault
from windtunnel.fault.harm import Closed, Harm, Toxic
from windtunnel.proxy import ProxyServer, Settings, ToxicOrder, running
from windtunnel.world.exchange import PASS, Decision, Exchange
from windtunnel.world.http import Response

LOOPBACK = "127.0.0.1"
LEASE_MARGIN_SECONDS = 5.0
"""How much longer than planned a fault may last when nobody ends it."""
SERVER_VARIABLE = "WINDTUNNEL_PROXY_SERVER"
"""Names the control API of a proxy server that is used in place of our own."""


@dataclass
class Passage:
    """What comes through to a system; an interceptor that changes nothing.

    Args:
        open_connections: tells how many connections the system has open.
    """

    open_connections: Callable[[], int] = lambda: 0
    connections: int = 0
    requests: int = 0

    def connected(self) -> None:
        """Count a connection that begins."""
        self.connections += 1

    def before(self, exchange: Exchange) -> Decision:
        """Count a request."""
        self.requests += 1
        return PASS

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Leave the answer alone."""
        return PASS

    @property
    def seen(self) -> int:
        """How much has come so far."""
        return self.connections + self.requests


class Fronts:
    """Proxies in front of systems, while the block lasts.

    Args:
        server_url: control API of a proxy server, ours or Toxiproxy; ``None`` for one inside this process.
        seed: of what chance decides, in a server of ours.
        name: prefix of the proxies' names.
    """

    def __init__(self, server_url: str | None, *, seed: str, name: str) -> None:
        self._server_url = server_url
        self._seed = seed
        self._name = name
        self._stack = AsyncExitStack()
        self._server: ProxyServer
        self._passages: dict[str, Passage] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Find the server, or start one.

        Raises:
            UsageError: no proxy server is there.
        """
        async with AsyncExitStack() as stack:
            url = self._server_url
            if url is None:
                settings = Settings(LOOPBACK, 0, seed=self._seed)
                url = (await stack.enter_async_context(running(settings))).url
            guarded = self._server_url is not None
            self._server = await stack.enter_async_context(ProxyServer(url, guarded=guarded))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take everything away.

        Raises:
            ProxyServerError: a fault could not be made, or not be ended.
        """
        try:
            outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
        finally:
            await self._stack.aclose()
        failure = next((each for each in outcomes if isinstance(each, BaseException)), None)
        if failure is not None and error is None:
            raise failure

    async def put(self, place: str, port: int, passage: Passage) -> int:
        """Put a proxy in front of a system, and return the port on which it listens.

        Args:
            place: where the system is.
            port: of the system, on loopback.
            passage: counts what comes through.

        Raises:
            ProxyServerError: the server refused.
        """
        self._passages[place] = passage
        address = await self._server.front(self._proxy(place), f"{LOOPBACK}:{port}")
        return int(address.rpartition(":")[2])

    def fault(
        self, number: int, description: FaultDescription, random: Random, start: float, places: Sequence[str]
    ) -> TcpFault:
        """Return a fault that proxies make.

        Args:
            number: of the fault in its condition.
            description: the fault.
            random: its own stream.
            start: world time at which the run starts.
            places: where the role is played; each has a proxy.

        Raises:
            BackEndError: a TCP proxy cannot make it.
        """
        description.require(BackEnd.TCP_PROXY)
        return TcpFault(description, random, start, self, number, places)

    def passage(self, place: str) -> Passage:
        """Return what has come through to the system at a place."""
        return self._passages[place]

    def order(self, place: str, number: int, harms: Sequence[Harm], seconds: float | None) -> None:
        """Begin to make a fault."""
        for position, harm in enumerate(harms):
            self._do(self._make(self._proxy(place), _toxic_name(number, position), harm, seconds))

    def revoke(self, place: str, number: int, harms: Sequence[Harm]) -> None:
        """Begin to end a fault."""
        for position, harm in enumerate(harms):
            self._do(self._end(self._proxy(place), _toxic_name(number, position), harm))

    async def settled(self) -> None:
        """Wait until everything that was ordered and revoked has been done.

        Raises:
            ProxyServerError: something could not be done.
        """
        await asyncio.gather(*self._tasks)

    async def _make(self, proxy: str, name: str, harm: Harm, seconds: float | None) -> None:
        if isinstance(harm, Closed):
            await self._server.shut(proxy, seconds)
        else:
            await self._server.poison(proxy, _ordered(name, harm), seconds)

    async def _end(self, proxy: str, name: str, harm: Harm) -> None:
        if isinstance(harm, Closed):
            await self._server.reopen(proxy)
        else:
            await self._server.cure(proxy, name)

    def _do(self, doing: Coroutine[None, None, None]) -> None:
        """Do it after everything before it."""
        previous = self._tasks[-1] if self._tasks else None
        self._tasks.append(asyncio.get_running_loop().create_task(_after(previous, doing)))

    def _proxy(self, place: str) -> str:
        return f"{self._name}-{place}"


class TcpFault(StateFault):
    """A fault in front of a system: it begins and ends by the schedule, and strikes whatever connects meanwhile."""

    def __init__(
        self,
        description: FaultDescription,
        random: Random,
        start: float,
        fronts: Fronts,
        number: int,
        places: Sequence[str],
    ) -> None:
        super().__init__(description, random, start)
        self._fronts = fronts
        self._number = number
        self._places = places
        self._harms = description.harms()
        self._since: int | None = None
        self._met = 0

    @property
    def observed(self) -> int:
        """How often it was met: connections that it ended, and those that came, or asked something, while it lasted.

        Refused connections reach nobody who could count them, so only those that were open before are.
        """
        return self._met + self._seen_since()

    def begin(self) -> None:
        """Have the proxies make it."""
        self.schedule.struck += 1
        self._since = self._seen()
        if Closed() in self._harms:
            self._met += sum(self._fronts.passage(place).open_connections() for place in self._places)
        seconds = None if self.description.for_ is None else self.description.for_ + LEASE_MARGIN_SECONDS
        for place in self._places:
            self._fronts.order(place, self._number, self._harms, seconds)

    def end(self) -> None:
        """Have the proxies end it."""
        self._met += self._seen_since()
        self._since = None
        for place in self._places:
            self._fronts.revoke(place, self._number, self._harms)

    def _seen(self) -> int:
        return sum(self._fronts.passage(place).seen for place in self._places)

    def _seen_since(self) -> int:
        return 0 if self._since is None or Closed() in self._harms else self._seen() - self._since


def _toxic_name(number: int, position: int) -> str:
    return f"fault-{number}-{position}"


def _ordered(name: str, toxic: Toxic) -> ToxicOrder:
    return ToxicOrder(name, toxic.type, toxic.stream, toxic.toxicity, toxic.attributes)


async def _after(previous: asyncio.Task[None] | None, doing: Coroutine[None, None, None]) -> None:
    if previous is not None:
        await asyncio.wait((previous,))
    await doing
