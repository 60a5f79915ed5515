"""Requests per second of the virtual world: through httpx, faults, the simulator and back, on one core."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from random import Random

import httpx

from windtunnel.content.project import Project
from windtunnel.fault import ExchangeFault, read_fault
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Journal
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build
from windtunnel.world.network import Network, Site
from windtunnel.world.transport import VirtualTransport
from windtunnel.world.virtual_loop import run_virtual

REQUESTS = 20_000
CLIENTS = 50


async def rate() -> float:
    """Return requests per second of wall-clock time."""
    clock = LoopClock(asyncio.get_running_loop())
    network = Network(clock, Journal(clock.now))
    system = build(Project.around(Path.cwd()), "zendesk", clock, Randomness(1))
    system.meters.enforced = False
    site = Site("helpdesk", "zendesk", system)
    fault = read_fault({"on": "helpdesk", "kind": "latency", "least": "1ms", "most": "9ms", "every": 3}, place="bench")
    strike = fault.build(Random(1), clock.now())
    assert isinstance(strike, ExchangeFault)
    site.interceptors.append(strike)
    network.attach("helpdesk.windtunnel.test", site)
    ticket = system.arrive({"text": "a question", "email": "a@mail.example", "name": "A"})
    auth = (f"{system.credentials['email']}/token", system.credentials["api_token"])
    base = "https://helpdesk.windtunnel.test"
    async with httpx.AsyncClient(transport=VirtualTransport(network), auth=auth, base_url=base) as client:

        async def ask() -> None:
            for _ in range(REQUESTS // CLIENTS):
                answer = await client.get(f"/api/v2/tickets/{ticket}")
                assert answer.status_code == 200, answer.text

        started = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(CLIENTS)))
        return REQUESTS / (time.perf_counter() - started)


def main() -> None:
    """Print the rate."""
    print(f"virtual world: {run_virtual(rate()):.0f} requests per second (httpx, fault, simulator and back)")


if __name__ == "__main__":
    main()
