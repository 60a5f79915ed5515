"""Simulators on loopback sockets, HTTP and HTTPS, with one clock and one journal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from windtunnel.content.project import Project
from windtunnel.intercept import Route, routes_of
from windtunnel.kernel.controlled_clock import ClockMode, ControlledClock
from windtunnel.kernel.journal import Journal
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.latency import ServiceTime
from windtunnel.simulator.loader import build
from windtunnel.simulator.system import System
from windtunnel.world.certificates import Authority
from windtunnel.world.edge import CONTROL_PREFIX, Edge
from windtunnel.world.network import Network, Site
from windtunnel.world.server import Server, bind

from .control import Control
from .courier import WireCourier
from .injections import Injections

TLS_HOSTS = ("localhost", "127.0.0.1", "::1")


class Stand:
    """A set of simulators that is served together.

    Args:
        project: where systems are found.
        seed: the world's seed; credentials and ids follow from it.
        folder: where the CA file is written.
        epoch: what the clock shows at first, in seconds since the Unix epoch.
        mode: how the clock moves.
        latency: whether answers take the profile's service times.
    """

    def __init__(
        self,
        project: Project,
        *,
        seed: int,
        folder: Path,
        epoch: float,
        mode: ClockMode = ClockMode.LIVE,
        latency: bool = False,
    ) -> None:
        self._project = project
        self._randomness = Randomness(seed)
        self._authority = Authority(folder)
        self._clock = ControlledClock(asyncio.get_running_loop(), epoch, mode)
        self._network = Network(self._clock, Journal(self._clock.now, keep=10_000))
        self._courier = WireCourier()
        self._latency = latency
        self._systems: dict[str, System] = {}
        self._servers: dict[str, tuple[Server, Server]] = {}

    @property
    def systems(self) -> Mapping[str, System]:
        """The simulators by name."""
        return self._systems

    async def serve(self, names: Sequence[str], ports: Mapping[str, int] | None = None) -> None:
        """Make and serve the named systems.

        Args:
            names: systems of the project, or paths of OpenAPI documents.
            ports: fixed HTTP ports by system name; other systems get free ones.

        Raises:
            UnknownNameError: no such system.
            FileError: a contract is malformed.
            UsageError: a port is taken.
        """
        for name in names:
            system = build(self._project, name, self._clock, self._randomness)
            system.courier = self._courier
            if self._latency:
                stream = self._randomness.stream("latency", system.name)
                system.service_time = ServiceTime(system.profile.latency, stream)
            await self._start(system, (ports or {}).get(system.name, 0))

    async def stop(self) -> None:
        """Stop serving."""
        for plain, secure in self._servers.values():
            await plain.stop()
            await secure.stop()
        await self._courier.close()

    @property
    def ca_file(self) -> Path:
        """The certificate authority of the simulators."""
        return self._authority.file

    def routes(self) -> list[Route]:
        """Return where the vendors' own hosts lead, for interception."""
        return [
            route
            for name, (_, secure) in self._servers.items()
            for route in routes_of(name, self._systems[name].profile.hosts, secure.port)
        ]

    def directory(self) -> dict[str, Any]:
        """Return, per system, how to reach it: urls, CA file, credentials, control API."""
        return {name: self._entry(name) for name in self._systems}

    async def _start(self, system: System, port: int) -> None:
        site = Site(system.name, system.name, system)
        injections = Injections(site, system, self._randomness)
        control = Control(system, self._clock, self._network.journal, injections)
        edge = Edge(self._network, site, control, self._clock.enter, self._clock.leave)
        plain = Server(edge, bind(port))
        secure = Server(edge, bind(), self._authority.switching_context(TLS_HOSTS, injections.presented))
        await plain.start()
        await secure.start()
        self._systems[system.name] = system
        self._servers[system.name] = (plain, secure)

    def _entry(self, name: str) -> dict[str, Any]:
        plain, secure = self._servers[name]
        return {
            "url": plain.url,
            "tls_url": secure.url,
            "ca_file": str(self._authority.file),
            "credentials": dict(self._systems[name].credentials),
            "admin_url": plain.url + CONTROL_PREFIX,
        }
