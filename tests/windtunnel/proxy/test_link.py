"""One direction of one connection."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.link import Link
from windtunnel.proxy.model import apply_change, read_toxic
from windtunnel.proxy.stage import Ending
from windtunnel.proxy.toxic import Toxic
from windtunnel.proxy.watcher import Watcher

from .looping import pair, run, settled, until


@dataclass
class Both:
    """The connection that the link believes to be half of."""

    number: int = 0
    endings: list[Ending] = field(default_factory=list)
    spoken: int = 0
    broken: int = 0

    def turn(self) -> int:
        """Return the number of the request."""
        return 0

    def spoke(self, link: Link) -> None:
        """Count."""
        self.spoken += 1

    def link_ended(self, link: Link, ending: Ending) -> None:
        """Take note."""
        self.endings.append(ending)

    def link_broken(self, link: Link) -> None:
        """Count."""
        self.broken += 1


@dataclass
class Rig:
    """A link between two sockets, whose far ends the test holds."""

    link: Link
    clock: SteppedClock
    both: Both
    writer: socket.socket
    reader: socket.socket

    def read(self) -> bytes:
        """Return what has arrived."""
        try:
            return self.reader.recv(1 << 20)
        except BlockingIOError:
            return b""


@asynccontextmanager
async def rig(*toxics: Toxic) -> AsyncIterator[Rig]:
    """Return a link that has begun to read."""
    with pair() as (writer, source), pair() as (destination, reader):
        clock, both = SteppedClock(0.0), Both()
        buffer = memoryview(bytearray(65536))
        link = Link(Watcher(asyncio.get_running_loop()), clock, both, source, destination, buffer, list(toxics))
        link.start()
        yield Rig(link, clock, both, writer, reader)
        link.close()


def pattern(start: int) -> bytes:
    """Return fifty kilobytes of a sequence that repeats itself every 251 bytes, from a place in it."""
    return (bytes(range(251)) * 210)[start % 251 :][:50_000]


def latency(milliseconds: int, name: str = "slow") -> Toxic:
    """Return a toxic."""
    return read_toxic({"type": "latency", "name": name, "attributes": {"latency": milliseconds}})


def test_bytes_pass_and_are_counted() -> None:
    """Both as read and as written; the end is told once."""

    async def scenario() -> None:
        async with rig() as own:
            own.writer.send(b"hello")
            await settled()
            assert own.read() == b"hello"
            assert (own.link.received_bytes, own.link.sent_bytes, own.both.spoken) == (5, 5, 1)
            own.writer.shutdown(socket.SHUT_WR)
            await until(lambda: own.both.endings == [Ending.CLOSED])

    run(scenario())


def test_toxics_work_in_their_order_on_the_loop_that_moves_the_clock() -> None:
    """Latencies add up."""

    async def scenario() -> None:
        async with rig(latency(100), latency(50, "slower")) as own:
            own.writer.send(b"hello")
            await settled()
            own.clock.advance(0.149)
            assert own.read() == b""
            own.clock.advance(0.002)
            assert own.read() == b"hello"

    run(scenario())


def test_toxics_come_change_and_go_on_a_live_link() -> None:
    """Nothing is lost, and without toxics bytes pass at once again."""

    async def scenario() -> None:
        async with rig() as own:
            toxic = latency(10_000)
            own.link.add(toxic)
            own.writer.send(b"a")
            await settled()
            assert own.read() == b""
            apply_change(toxic, {"attributes": {"latency": 20_000}})
            own.link.change(toxic)
            assert own.read() == b"a"
            own.writer.send(b"b")
            await settled()
            own.link.remove(toxic)
            assert own.read() == b"b"
            own.writer.send(b"c")
            await settled()
            assert own.read() == b"c"
            own.link.remove(toxic)
            own.link.change(toxic)

    run(scenario())


def test_removing_the_first_of_two_keeps_the_second() -> None:
    """What was in the first waits in the second."""

    async def scenario() -> None:
        first, second = latency(10_000, "first"), latency(100, "second")
        async with rig(first, second) as own:
            own.writer.send(b"a")
            await settled()
            own.link.remove(first)
            assert own.read() == b""
            own.clock.advance(10.2)
            assert own.read() == b"a"

    run(scenario())


def test_a_reader_that_does_not_read_stops_the_writer() -> None:
    """Memory does not grow; nothing is lost when reading goes on, with toxics and without."""

    async def scenario(*toxics: Toxic) -> None:
        async with rig(*toxics) as own:
            sent = bytearray()
            idle = 0
            while idle < 50:
                try:
                    size = own.writer.send(pattern(len(sent)))
                    sent += pattern(len(sent))[:size]
                    idle = 0
                except BlockingIOError:
                    idle += 1
                await settled(2)
            assert own.link.received_bytes < len(sent)
            received = bytearray()
            while len(received) < len(sent):
                received += own.read()
                await settled(2)
            assert received == sent

    run(scenario())
    run(scenario(read_toxic({"type": "noop"})))


async def transfer(own: Rig, data: bytes, at: dict[int, Callable[[], None]]) -> bytes:
    """Send data and return what arrives; when so many bytes have arrived, something happens."""
    sent, received = 0, bytearray()
    for _ in range(200_000):
        with contextlib.suppress(BlockingIOError):
            sent += own.writer.send(data[sent : sent + 700_000])
        await settled(2)
        own.clock.advance(0.001)
        received += own.read()
        for place in [place for place in at if place <= len(received)]:
            at.pop(place)()
        if len(received) == len(data):
            return bytes(received)
    raise AssertionError(f"{len(received)} of {len(data)} bytes")


@pytest.mark.parametrize("without_splice", [False, True])
def test_bulk_is_the_same_bytes_with_toxics_in_the_middle(
    without_splice: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside the kernel, then through toxics, then inside the kernel again; or copied throughout."""
    if without_splice:
        monkeypatch.delattr(os, "splice", raising=False)

    async def scenario() -> None:
        async with rig() as own:
            data = pattern(0) * 400
            toxic = read_toxic({"type": "slicer", "attributes": {"average_size": 9000, "size_variation": 100}})
            slow = latency(5)
            at = {
                3_000_000: lambda: own.link.add(toxic),
                4_000_000: lambda: own.link.add(slow),
                5_000_000: lambda: own.link.remove(toxic),
                6_000_000: lambda: own.link.remove(slow),
            }
            assert await transfer(own, data, at) == data
            assert at == {}
            assert own.link.received_bytes == own.link.sent_bytes == len(data)

    run(scenario())


def test_a_source_that_is_reset_cuts_the_connection() -> None:
    """After what it had sent before."""

    async def scenario() -> None:
        async with rig() as own:
            own.writer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            own.writer.close()
            await until(lambda: own.both.endings == [Ending.CUT])

    run(scenario())


def test_a_destination_that_is_gone_is_told() -> None:
    """Once."""

    async def scenario() -> None:
        async with rig() as own:
            own.reader.close()
            for _ in range(5):
                own.writer.send(b"x")
                await settled()
            assert own.both.broken == 1

    run(scenario())


def test_a_toxic_that_comes_after_the_end_is_not_needed() -> None:
    """Nothing happens."""

    async def scenario() -> None:
        async with rig() as own:
            own.writer.shutdown(socket.SHUT_WR)
            await until(lambda: own.both.endings == [Ending.CLOSED])
            toxic = latency(5)
            own.link.add(toxic)
            own.link.remove(toxic)
            own.clock.advance(1)
            assert own.both.endings == [Ending.CLOSED]

    run(scenario())
