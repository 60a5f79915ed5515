"""The watchdog as a process, and owners that die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.processes import is_running
from windtunnel.proxy.guard import Guard, GuardFailed

from .servers import Server, environment

OWNER = """
import asyncio, sys
from windtunnel.proxy.server_client import ProxyServer, ToxicOrder

async def main():
    async with ProxyServer(sys.argv[1]) as server:
        await server.front("crm", "127.0.0.1:9")
        await server.front("erp", "127.0.0.1:9")
        await server.poison("crm", ToxicOrder("hole", "timeout", attributes={"timeout": 0}), None)
        await server.shut("erp", None)
        print(server.watchdog_id, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
WAIT_SECONDS_MAX = 30.0


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    latest = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < latest, "it did not come about"
        time.sleep(0.02)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_an_owner_that_is_killed_leaves_no_fault_no_proxy_and_no_process(server: Server, how: signal.Signals) -> None:
    """Not even when its whole process group is, and in a server that heals nothing by itself."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(server.api.base_url)],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert owner.stdout is not None
    watchdog = int(owner.stdout.readline())
    shown = server.api.get("/proxies").json()
    assert ([toxic["name"] for toxic in shown["crm"]["toxics"]], shown["erp"]["enabled"]) == (["hole"], False)
    os.killpg(owner.pid, how)
    owner.communicate(timeout=20)
    eventually(lambda: server.api.get("/proxies").json() == {})
    eventually(lambda: not is_running(watchdog))


def test_a_fault_ends_with_its_lease_while_the_owner_is_busy(server: Server) -> None:
    """The watchdog needs nobody to tell it."""

    async def main() -> None:
        server.proxy(9)
        async with Guard(str(server.api.base_url)) as guard:
            await guard.hold("toxic", "db", toxic="slow", seconds=0.2)
            server.toxic("latency", name="slow", latency=100)
            eventually(lambda: server.api.get("/proxies/db/toxics").json() == [])
            watchdog = guard.process_id
        assert not is_running(watchdog)

    asyncio.run(main())


def test_a_lease_that_was_given_back_is_left_alone(ours: Server) -> None:
    """What it was about belongs to somebody else now."""

    async def main() -> None:
        ours.proxy(9)
        async with Guard(str(ours.api.base_url)) as guard:
            await guard.forget(await guard.hold("toxic", "db", toxic="slow"))
            ours.toxic("latency", name="slow", latency=100)
        assert [toxic["name"] for toxic in ours.api.get("/proxies/db/toxics").json()] == ["slow"]

    asyncio.run(main())


def test_without_the_watchdog_no_lease_is_granted(ours: Server) -> None:
    """A fault that nobody would take away is not made."""

    async def main() -> None:
        async with Guard(str(ours.api.base_url)) as guard:
            os.kill(guard.process_id, signal.SIGKILL)
            eventually(lambda: not is_running(guard.process_id))
            with pytest.raises(GuardFailed, match="watchdog"):
                await guard.hold("toxic", "db", toxic="slow")

    asyncio.run(main())
