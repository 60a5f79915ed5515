"""A virtual world with one system that answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import httpx

from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Journal
from windtunnel.world.exchange import PASS, Decision, Exchange, Interceptor
from windtunnel.world.http import Request, Response
from windtunnel.world.network import Network, Site
from windtunnel.world.transport import VirtualTransport
from windtunnel.world.virtual_loop import run_virtual

T = TypeVar("T")
URL = "https://crm.test/things/1"


class Answering:
    """A system that gives one answer."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.handled: list[Request] = []
        self.finished_count = 0

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """One operation."""
        return "Show", {"id": request.path.rpartition("/")[2]}

    def handle(self, request: Request) -> Response:
        """Answer."""
        self.handled.append(request)
        return self.response

    def finished(self, request: Request) -> None:
        """Count."""
        self.finished_count += 1


class Deciding:
    """An interceptor that always decides the same."""

    def __init__(self, before: Decision = PASS, after: Decision = PASS) -> None:
        self._before = before
        self._after = after

    def before(self, exchange: Exchange) -> Decision:
        """Decide on the request."""
        return self._before

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Decide on the answer."""
        return self._after


class World:
    """Everything that a test looks at."""

    def __init__(self, response: Response, interceptors: Sequence[Interceptor], timeout: float | None) -> None:
        self.clock = LoopClock(asyncio.get_running_loop(), 0.0)
        self.journal = Journal(self.clock.now)
        self.system = Answering(response)
        self.network = Network(self.clock, self.journal)
        self.network.attach("crm.test", Site("crm", "salesforce", self.system, list(interceptors)))
        self.client = httpx.AsyncClient(transport=VirtualTransport(self.network), timeout=timeout)


def live_through(
    body: Callable[[World], Awaitable[T]],
    response: Response | None = None,
    *interceptors: Interceptor,
    timeout: float | None = 5.0,
) -> T:
    """Run ``body`` in a world whose system gives ``response``."""

    async def main() -> T:
        world = World(response or Response(200, [], b"hello"), interceptors, timeout)
        async with world.client:
            return await body(world)

    return run_virtual(main())
