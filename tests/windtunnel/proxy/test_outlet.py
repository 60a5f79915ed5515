"""The writing end of a link."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from windtunnel.proxy.outlet import Outlet
from windtunnel.proxy.stage import Chunk, Ending
from windtunnel.proxy.watcher import Watcher

from .looping import LOOPS, pair, run, settled, until

BIG = bytes(range(256)) * 65536


class Told:
    """What an outlet said."""

    def __init__(self) -> None:
        self.drained = 0
        self.broken = 0
        self.endings: list[Ending] = []

    def outlet(self, destination: socket.socket) -> Outlet:
        """Return an outlet that tells this object."""
        return Outlet(
            Watcher(asyncio.get_running_loop()), destination, self._drained, self.endings.append, lambda: self._broken()
        )

    def _drained(self) -> None:
        self.drained += 1

    def _broken(self) -> None:
        self.broken += 1


@pytest.mark.parametrize("loop", LOOPS)
def test_what_the_socket_has_no_room_for_is_written_later(loop: str) -> None:
    """Bytes, order and the end, even though the memory is used again at once."""

    async def scenario() -> None:
        with pair() as (near, far):
            told = Told()
            outlet = told.outlet(near)
            memory = bytearray(BIG)
            outlet.forward(memoryview(memory))
            memory[:] = bytes(len(memory))
            assert not outlet.has_room()
            outlet.end(Ending.CLOSED)
            assert told.endings == []
            received = bytearray()
            while len(received) < len(BIG):
                received += await asyncio.get_running_loop().sock_recv(far, 1 << 20)
            assert bytes(received) == BIG
            await until(lambda: told.endings == [Ending.CLOSED])
            assert outlet.sent_bytes == len(BIG)

    run(scenario(), loop)


def test_it_tells_when_it_has_room_again() -> None:
    """Once, when everything that was kept is written."""

    async def scenario() -> None:
        with pair() as (near, far):
            told = Told()
            outlet = told.outlet(near)
            outlet.push(Chunk(b"a", 0.0))
            assert outlet.has_room()
            outlet.forward(memoryview(BIG))
            assert not outlet.has_room()
            received = 0
            while received < len(BIG) + 1:
                received += len(await asyncio.get_running_loop().sock_recv(far, 1 << 20))
            await until(lambda: told.drained == 1)
            assert outlet.has_room()

    run(scenario())


def test_a_peer_that_is_gone_is_told_once() -> None:
    """And nothing more is written."""

    async def scenario() -> None:
        with pair() as (near, far):
            told = Told()
            outlet = told.outlet(near)
            far.close()
            for _ in range(10):
                outlet.push(Chunk(b"x", 0.0))
                await settled()
            outlet.end(Ending.CLOSED)
            assert (told.broken, told.endings) == (1, [])

    run(scenario())


def test_bytes_may_come_straight_from_a_socket() -> None:
    """What the destination has no room for waits in the kernel; the end comes after it."""

    async def scenario() -> None:
        with pair() as (writer, source), pair() as (near, far):
            told = Told()
            outlet = told.outlet(near)
            assert outlet.open_siphon()
            received, sent, pulled = bytearray(), 0, 0
            while len(received) < len(BIG):
                with contextlib.suppress(BlockingIOError):
                    sent += writer.send(BIG[sent : sent + 500_000])
                if outlet.has_room():
                    with contextlib.suppress(BlockingIOError):
                        pulled += outlet.pull(source)
                elif pulled == len(BIG):
                    outlet.end(Ending.CLOSED)
                await settled(2)
                with contextlib.suppress(BlockingIOError):
                    received += far.recv(200_000)
            assert bytes(received) == BIG
            assert outlet.sent_bytes == pulled == len(BIG)
            if told.endings == []:
                outlet.end(Ending.CLOSED)
            assert told.endings == [Ending.CLOSED]
            outlet.close_siphon()
            outlet.close()
            assert not outlet.open_siphon()

    run(scenario())


def test_a_destination_that_is_gone_ends_pulling_too() -> None:
    """It is told once, and nothing is left open."""

    async def scenario() -> None:
        with pair() as (writer, source), pair() as (near, far):
            told = Told()
            outlet = told.outlet(near)
            assert outlet.open_siphon()
            far.close()
            for _ in range(10):
                writer.send(b"x")
                if told.broken:
                    break
                outlet.pull(source)
                await settled()
            assert told.broken == 1

    run(scenario())


def test_a_closed_outlet_forgets_what_it_kept() -> None:
    """The socket is no longer watched."""

    async def scenario() -> None:
        with pair() as (near, far):
            told = Told()
            outlet = told.outlet(near)
            outlet.forward(memoryview(BIG))
            outlet.close()
            while True:
                try:
                    far.recv(1 << 20)
                except BlockingIOError:
                    break
            await settled()
            assert (told.drained, told.endings) == (0, [])

    run(scenario())
