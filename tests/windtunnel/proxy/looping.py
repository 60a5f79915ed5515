"""Event loops for tests of sockets in this process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, TypeVar

import uvloop

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.fault_proxy import Surroundings

Result = TypeVar("Result")
LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.SelectorEventLoop,
    "uvloop": uvloop.new_event_loop,
}
TURNS = 5000


def run(coroutine: Coroutine[Any, Any, Result], loop: str = "uvloop") -> Result:
    """Run a coroutine on a loop of that kind."""
    with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        return runner.run(coroutine)


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until a condition holds; fail when it does not."""
    for turn in range(TURNS):
        if condition():
            return
        await asyncio.sleep(0 if turn < TURNS // 2 else 0.001)
    raise AssertionError("it did not come true")


async def settled(turns: int = 20) -> None:
    """Let the loop do what it can do now."""
    for _ in range(turns):
        await asyncio.sleep(0)


@contextlib.contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Return two connected, non-blocking TCP sockets; closed afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        one = socket.create_connection(listening.getsockname(), 5)
        other, _ = listening.accept()
    with one, other:
        one.setblocking(False)
        other.setblocking(False)
        yield one, other


def surroundings(clock: SteppedClock | None = None, seed: str = "1") -> Surroundings:
    """Return what proxies of a test share; the clock stands still unless it is moved."""
    return Surroundings(asyncio.get_running_loop(), clock or SteppedClock(0.0), seed)


@contextlib.asynccontextmanager
async def echoing() -> AsyncIterator[str]:
    """Serve an echo in this loop; return its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield f"{host}:{port}"
    finally:
        server.close()
        await settled()


async def open_connection(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to ``host:port``."""
    host, _, port = address.rpartition(":")
    return await asyncio.open_connection(host, int(port))
