"""A simulator on a socket for the time of a check."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from windtunnel.serve.stand import Stand
from windtunnel.simulator.system import System

from .access import simulator_headers
from .context import Context

SNAPSHOT = "gate"


@dataclass(frozen=True)
class Served:
    """A simulator that is being served.

    Args:
        system: the simulator.
        url: scheme, host and port.
        control: its control API.
        headers: that let a caller in, the best first; nothing when nobody knows any.
    """

    system: System
    url: str
    control: str
    headers: list[dict[str, str]]


@contextlib.asynccontextmanager
async def served(context: Context, folder: Path) -> AsyncIterator[Served]:
    """Serve a system's simulator on loopback, quotas off, its state kept as a snapshot after signing in.

    Args:
        context: the system.
        folder: where files may be written.

    Raises:
        UsageError: the system or its sign-in is wrong.
    """
    stand = Stand(context.project, seed=context.gate.seed, folder=folder, epoch=time.time())
    try:
        await stand.serve([context.servable])
        (name,) = stand.systems
        system, entry = stand.systems[name], stand.directory()[name]
        system.meters.enforced = False
        headers = await simulator_headers(context, entry["url"], entry["credentials"])
        async with httpx.AsyncClient(trust_env=False) as client:
            kept = await client.post(f"{entry['admin_url']}snapshot", json={"name": SNAPSHOT})
            kept.raise_for_status()
        yield Served(system, entry["url"], entry["admin_url"], headers)
    finally:
        await stand.stop()
