"""A virtual world that a test drives by hand: simulators, a clock, faults, and clients that reach them without sockets.

Simulators are built once in a process. Each test gets them in their first state, by putting a snapshot back, which
takes a hundredth of the time of building them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from windtunnel.content.project import Project
from windtunnel.fault import DeliveryFault, ExchangeFault, StateFault, read_fault
from windtunnel.fault.strike import Fault
from windtunnel.kernel.clock import Timer
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.journal import Journal
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build
from windtunnel.simulator.store import Store
from windtunnel.simulator.system import System
from windtunnel.world.network import Network, Site
from windtunnel.world.transport import VirtualTransport
from windtunnel.world.virtual_clock import VirtualClock
from windtunnel.world.virtual_loop import VirtualLoop

T = TypeVar("T")


class DrivenClock:
    """The clock of a driven world: stands still until a request takes time, or the test moves it."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin again on a fresh loop; timers of the one before are forgotten."""
        self.loop = VirtualLoop()
        self._clock = VirtualClock(self.loop)

    def now(self) -> float:
        """Return the world's time, in seconds since the Unix epoch."""
        return self._clock.now()

    def steady(self) -> float:
        """Return a time that durations are measured with."""
        return self._clock.steady()

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` once the time is ``when``."""
        return self._clock.call_at(when, callback)

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds``."""
        await self._clock.sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Move the clock forward; what was planned for the time in between happens on the way.

        Raises:
            UsageError: ``seconds`` is negative.
        """
        if seconds < 0:
            raise UsageError(f"a clock cannot go back ({seconds} s)")
        self.run(self.sleep(seconds))

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the world's loop and return its result."""
        return self.loop.run_until_complete(main)


class DrivenTransport(httpx.BaseTransport):
    """Carries the requests of a synchronous client into a driven world.

    Args:
        world: the world.
    """

    def __init__(self, world: DrivenWorld) -> None:
        self._world = world

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` and return the whole answer; the world's clock moves by the time that it took.

        Raises:
            httpx.TransportError: as a socket would.
        """
        return self._world.clock.run(self._exchange(request))

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        answer = await self._world.transport.handle_async_request(request)
        content = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(content))


@dataclass(frozen=True)
class DrivenSystem:
    """A simulator in a driven world, as a test sees it.

    Args:
        world: its world.
        system: the simulator itself.
    """

    world: DrivenWorld
    system: System

    @property
    def url(self) -> str:
        """The address at which clients of the world find it."""
        return f"https://{host_of(self.system.name)}"

    @property
    def credentials(self) -> Mapping[str, str]:
        """The account's credentials, by the vendor's names."""
        return self.system.credentials

    @property
    def store(self) -> Store:
        """What it holds."""
        return self.system.store

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        """A transport for asynchronous clients, to be used on the world's loop (``world.run``)."""
        return self.world.transport

    def client(self, **options: Any) -> httpx.Client:
        """Return a synchronous client whose base address is this system's; ``options`` are httpx's own."""
        return httpx.Client(transport=DrivenTransport(self.world), **{"base_url": self.url, **options})

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        """Return an asynchronous client, to be used on the world's loop."""
        return httpx.AsyncClient(transport=self.transport, **{"base_url": self.url, **options})

    def fault(self, kind: str, **terms: Any) -> Fault:
        """Have a fault strike this system from now on: ``zendesk.fault("status", status=503, count=1)``.

        Args:
            kind: as in scenarios.
            terms: as in scenarios; ``from_`` and ``for_`` stand for ``from`` and ``for``, counted from now.

        Returns:
            The fault; ``injected`` tells how often it has struck.

        Raises:
            UnknownNameError: there is no such kind.
            UsageError: a term is wrong, or the fault strikes deliveries, which a driven world does not carry.
        """
        return self.world.fault(self, kind, terms)


class DrivenWorld:
    """Simulators of a project, one clock, one journal.

    Args:
        project: where systems are found.
        seed: of ids, tokens and credentials.
    """

    def __init__(self, project: Project, seed: int = 1) -> None:
        self.project = project
        self.seed = seed
        self.clock = DrivenClock()
        self._built: dict[str, tuple[System, Mapping[str, Any], Mapping[str, Any]]] = {}
        self._begin()

    def _begin(self) -> None:
        self.journal = Journal(self.clock.now)
        self.network = Network(self.clock, self.journal)
        self.transport = VirtualTransport(self.network)
        self._systems: dict[str, DrivenSystem] = {}
        self._faults = 0

    def restart(self) -> None:
        """Become as new; systems come back in their first state when they are asked for."""
        self.close()
        self.clock.restart()
        self._begin()

    def close(self) -> None:
        """End everything that still waits for something on the world's loop."""
        loop = self.clock.loop
        if loop.is_closed():
            return
        left = loop.unfinished()
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the world and return its result; waiting takes no real time."""
        return self.clock.run(main)

    def system(self, name: str) -> DrivenSystem:
        """Return the simulator of a system, in its first state when it is asked for the first time in a test.

        Raises:
            UnknownNameError: the project has no such system.
        """
        if name not in self._systems:
            driven = DrivenSystem(self, self._fresh(name))
            self._systems[name] = driven
            self.network.attach(host_of(name), Site(name, name, driven.system))
        return self._systems[name]

    def fault(self, struck: DrivenSystem, kind: str, terms: Mapping[str, Any]) -> Fault:
        """Have a fault strike a system from now on; see ``DrivenSystem.fault``."""
        data = {name.removesuffix("_"): value for name, value in terms.items()}
        description = read_fault({**data, "kind": kind, "on": struck.system.name}, place=f"fault {kind}")
        stream = Randomness(self.seed).stream("fault", str(self._faults))
        self._faults += 1
        fault = description.build(stream, self.clock.now())
        fault.target = struck.system
        if isinstance(fault, ExchangeFault):
            site = self.network.site(host_of(struck.system.name))
            assert site is not None
            site.interceptors.append(fault)
        elif isinstance(fault, StateFault):
            self._plan(fault)
        else:
            assert isinstance(fault, DeliveryFault)
            raise UsageError(f"{kind} strikes deliveries, which a driven world does not carry; run a scenario")
        return fault

    def _plan(self, fault: StateFault) -> None:
        now = self.clock.now()
        for begin, end in fault.spans():
            if begin:
                self.clock.call_at(now + begin, fault.begin)
            else:
                fault.begin()
            if end is not None:
                self.clock.call_at(now + end, fault.end)

    def _fresh(self, name: str) -> System:
        if name not in self._built:
            system = build(self.project, name, self.clock, Randomness(self.seed).branch(name))
            self._built[name] = system, dict(vars(system)), system.snapshot()
            return system
        system, attributes, snapshot = self._built[name]
        vars(system).clear()
        vars(system).update(attributes)
        system.restore(snapshot)
        return system


def host_of(name: str) -> str:
    """Return the name by which a driven world knows a system."""
    return f"{name.replace('_', '-')}.windtunnel.test"
