"""One client connection and the connection to the upstream that goes with it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.connection import FAREWELL_SECONDS, Connection
from windtunnel.proxy.model import read_toxic
from windtunnel.proxy.toxic import Toxic
from windtunnel.proxy.watcher import Watcher

from .looping import LOOPS, pair, run, settled, until


@dataclass
class Rig:
    """A connection between a client and a server that the test plays."""

    connection: Connection
    clock: SteppedClock
    client: socket.socket
    server: socket.socket
    closed: list[Connection] = field(default_factory=list)


@asynccontextmanager
async def rig(*toxics: Toxic) -> AsyncIterator[Rig]:
    """Return a connection that carries bytes."""
    with pair() as (client, accepted), pair() as (dialled, server):
        clock = SteppedClock(0.0)
        closed: list[Connection] = []
        connection = Connection(
            Watcher(asyncio.get_running_loop()),
            clock,
            0,
            accepted,
            dialled,
            memoryview(bytearray(65536)),
            list(toxics),
            closed.append,
        )
        connection.start()
        yield Rig(connection, clock, client, server, closed)
        connection.close()


def arrived(own: socket.socket) -> bytes | None:
    """Return what has arrived; None: nothing has; empty: the end has."""
    try:
        return own.recv(65536)
    except BlockingIOError:
        return None


def test_a_half_that_is_closed_leaves_the_other_open() -> None:
    """Both sockets close when both halves have."""

    async def scenario() -> None:
        async with rig() as own:
            own.client.send(b"question")
            own.client.shutdown(socket.SHUT_WR)
            await settled()
            assert arrived(own.server) == b"question"
            assert arrived(own.server) == b""
            own.server.send(b"answer")
            await settled()
            assert arrived(own.client) == b"answer"
            assert own.closed == []
            own.server.close()
            await until(lambda: own.closed == [own.connection])
            assert arrived(own.client) == b""

    run(scenario())


def test_requests_are_counted_by_who_speaks() -> None:
    """Data of the client after data of the server begins one; more data of the same side does not."""

    async def scenario() -> None:
        async with rig() as own:
            turns = []
            for speaker in (own.server, own.client, own.client, own.server, own.server, own.client):
                speaker.send(b"x")
                await settled()
                turns.append(own.connection.turn())
            assert turns == [0, 1, 1, 1, 1, 2]

    run(scenario())


def test_a_cut_connection_delivers_what_passed_and_discards_the_rest() -> None:
    """The server sees the end at once; the client gets its bytes although it goes on sending."""

    async def scenario() -> None:
        async with rig(read_toxic({"type": "limit_data", "attributes": {"bytes": 3}})) as own:
            own.client.send(b"never read by anybody")
            own.server.send(b"hello")
            await settled()
            own.client.send(b"still sending")
            await settled()
            assert arrived(own.client) == b"hel"
            assert arrived(own.client) == b""
            assert own.closed == []
            own.clock.advance(FAREWELL_SECONDS)
            assert own.closed == [own.connection]

    run(scenario())


def test_a_cut_connection_closes_when_the_client_does() -> None:
    """Without waiting for the time to pass."""

    async def scenario() -> None:
        async with rig(read_toxic({"type": "limit_data", "attributes": {"bytes": 0}})) as own:
            own.server.send(b"hello")
            await settled()
            own.client.close()
            await until(lambda: own.closed == [own.connection])

    run(scenario())


def test_a_reset_reaches_both_sides() -> None:
    """As ECONNRESET."""

    async def scenario() -> None:
        async with rig(read_toxic({"type": "reset_peer"})) as own:
            own.server.send(b"hello")
            await until(lambda: own.closed == [own.connection])
            for side in (own.client, own.server):
                with pytest.raises(ConnectionResetError):
                    side.recv(10)

    run(scenario())


def test_what_a_server_said_before_it_went_still_arrives() -> None:
    """The client's own data has nowhere to go."""

    async def scenario() -> None:
        async with rig(read_toxic({"type": "latency", "attributes": {"latency": 100}})) as own:
            own.server.send(b"goodbye")
            own.server.close()
            await settled()
            for _ in range(5):
                own.client.send(b"x")
                await settled()
            own.clock.advance(0.2)
            await settled()
            assert arrived(own.client) == b"goodbye"
            await until(lambda: own.closed == [own.connection])

    run(scenario())


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("side", ["client", "server"])
def test_a_side_that_resets_after_sending_ends_the_connection(loop: str, side: str) -> None:
    """What it sent arrives, and no socket stays open on either side."""

    async def scenario() -> None:
        async with rig() as own:
            resetting, other = (own.client, own.server) if side == "client" else (own.server, own.client)
            resetting.send(b"last words")
            resetting.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            resetting.close()
            await settled()
            assert arrived(other) == b"last words"
            assert arrived(other) == b""
            other.close()
            await until(lambda: own.closed == [own.connection])

    run(scenario(), loop)


def test_closing_is_done_once() -> None:
    """Whoever asks, and however often."""

    async def scenario() -> None:
        async with rig() as own:
            own.connection.close()
            own.connection.close()
            assert own.closed == [own.connection]

    run(scenario())
