"""Lives through a small world twice and prints the digests of both journals and how many events there were.

Run by ``test_system.py`` under several hash seeds. Everything in it that could depend on memory addresses or hashes is
there on purpose: ids, patterns, inferred records, cancelled tasks, webhook retries, service times, chance.
"""

from __future__ import annotations

import asyncio
import contextlib

import httpx

from tests.windtunnel.building import contract, system
from tests.windtunnel.simulator.shop import SCHEMAS, SHOP
from windtunnel.contract.profile import Latency
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.call import Call
from windtunnel.simulator.instance import instance
from windtunnel.simulator.latency import ServiceTime
from windtunnel.simulator.store import Effect
from windtunnel.world.escape import confined
from windtunnel.world.network import Network, Site
from windtunnel.world.transport import VirtualTransport
from windtunnel.world.virtual_loop import run_virtual

CODE = {"type": "string", "pattern": r"^[^a-f]{3}\W\D\S$"}


async def live() -> Journal:
    """Call the shop from many tasks, of which some give up."""
    clock = LoopClock(asyncio.get_running_loop())
    randomness, journal = Randomness(5), Journal(clock.now)
    shop = system(contract(SHOP, SCHEMAS, {"latency": (Latency(median_ms=200, p99_ms=4000),)}), clock=clock)
    shop.service_time = ServiceTime(shop.profile.latency, randomness.stream("latency"))

    def enter(effect: Effect, call: Call | None) -> None:
        journal.append(Kind.EFFECT, "crm", effect.collection, change=effect.change.value, record=effect.after)

    shop.on_effect = enter
    network = Network(clock, journal)
    network.attach("shop.test", Site("crm", "shop", shop))
    with confined(clock, randomness):
        async with httpx.AsyncClient(
            transport=VirtualTransport(network), base_url="http://shop.test", timeout=2
        ) as client:
            await asyncio.gather(*(visit(client, number, randomness) for number in range(30)))
            for number in range(20):
                asyncio.create_task(client.get(f"/things/{number}"), name=f"late {number}")  # noqa: RUF006
            await asyncio.sleep(0.01)
            return journal


async def visit(client: httpx.AsyncClient, number: int, randomness: Randomness) -> None:
    """Create, list, change."""
    random = randomness.stream("visitor", str(number))
    await asyncio.sleep(random.random())
    with contextlib.suppress(httpx.TimeoutException):
        await client.post("/things", json={"name": str(instance(CODE, random)), "tags": [f"t{number}"]})
        await client.get("/things?sort=-name")
        await client.patch(f"/things/{number}", json={"price": number})


def main() -> None:
    """Print what the test compares."""
    first, second = run_virtual(live()), run_virtual(live())
    print(first.digest(), second.digest(), len(first))


if __name__ == "__main__":
    main()
