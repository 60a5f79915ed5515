"""The whole fault proxy: control API and proxies, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import FileError, UsageError

from .address import Address, listen, local_address, resolve
from .config import read_config
from .control import Control, MetricsWanted
from .errors import ControlError
from .fault_proxy import Surroundings
from .http_server import HttpServer
from .registry import Registry
from .wire_clock import WireClock

API_PORT = 8474


@dataclass(frozen=True)
class Settings:
    """What a fault proxy is started with.

    Args:
        host: where the control API listens.
        port: the same; 0 for any free one.
        config: file with proxies to be made at the start.
        seed: of everything that chance decides.
        fault_ttl_seconds: the time to live of faults that bring none of their own; None: they stay.
        metrics: what ``/metrics`` shows.
    """

    host: str = "localhost"
    port: int = API_PORT
    config: Path | None = None
    seed: int | str = 1
    fault_ttl_seconds: float | None = None
    metrics: MetricsWanted = field(default_factory=MetricsWanted)


@dataclass(frozen=True)
class Service:
    """A fault proxy that is running.

    Args:
        address: where the control API listens.
        registry: the proxies.
    """

    address: Address
    registry: Registry

    @property
    def url(self) -> str:
        """Where the control API is."""
        return f"http://{self.address}"


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    """Run a fault proxy in this event loop while the block lasts.

    Raises:
        UsageError: the control API cannot listen there.
        FileError: the configuration is wrong, or asks for what cannot be had.
    """
    loop = asyncio.get_running_loop()
    configured = None if settings.config is None else read_config(settings.config)
    with (
        contextlib.closing(Surroundings(loop, WireClock(loop), str(settings.seed))) as around,
        contextlib.closing(Registry(around, settings.fault_ttl_seconds)) as registry,
        await _listen(settings) as listening,
    ):
        await _populate(registry, configured, settings.config)
        server = HttpServer(Control(registry, around.counts, settings.metrics))
        await server.start(listening)
        try:
            yield Service(local_address(listening), registry)
        finally:
            await server.stop()


async def _listen(settings: Settings) -> socket.socket:
    wanted = Address(settings.host, settings.port)
    try:
        return listen((await resolve(wanted))[0])
    except ControlError as error:
        raise UsageError(f"the control API cannot listen on {wanted}: {error.message}") from error


async def _populate(registry: Registry, configured: Any, file: Path | None) -> None:
    try:
        await registry.populate(configured)
    except ControlError as error:
        raise FileError(error.message, file=file) from error
