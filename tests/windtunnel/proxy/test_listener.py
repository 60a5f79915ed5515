"""Accepting clients."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import Any, cast

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.address import Address, listen, local_address
from windtunnel.proxy.listener import RETRY_SECONDS, Listener
from windtunnel.proxy.watcher import Watcher

from .looping import LOOPS, run, settled, until


@pytest.mark.parametrize("loop", LOOPS)
def test_every_client_is_accepted_until_it_is_closed(loop: str) -> None:
    """A hundred at once; afterwards the port refuses."""

    async def scenario() -> None:
        accepted: list[socket.socket] = []
        listening = listen(Address("127.0.0.1", 0))
        where = (local_address(listening).host, local_address(listening).port)
        listener = Listener(Watcher(asyncio.get_running_loop()), SteppedClock(), listening, accepted.append)
        clients = [socket.create_connection(where, 5) for _ in range(100)]
        await until(lambda: len(accepted) == 100)
        assert all(own.gettimeout() == 0 for own in accepted)
        listener.close()
        for own in (*clients, *accepted):
            own.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(where, 5)

    run(scenario(), loop)


class Exhausted:
    """A listening socket of a process that has no descriptors left, for a while."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.failures = 0
        self.exhausted = True

    def accept(self) -> Any:
        """Fail, or accept."""
        if self.exhausted:
            self.failures += 1
            raise OSError(errno.EMFILE, "too many open files")
        return self._listening.accept()

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._listening.fileno()

    def close(self) -> None:
        """Close it."""
        self._listening.close()


def test_a_process_without_descriptors_tries_again_later() -> None:
    """Without turning in circles, and without losing the client that waits."""

    async def scenario() -> None:
        clock = SteppedClock()
        accepted: list[socket.socket] = []
        listening = listen(Address("127.0.0.1", 0))
        exhausted = Exhausted(listening)
        listener = Listener(Watcher(asyncio.get_running_loop()), clock, cast(socket.socket, exhausted), accepted.append)
        with socket.create_connection(listening.getsockname(), 5):
            await until(lambda: exhausted.failures == 1)
            await settled()
            assert exhausted.failures == 1
            exhausted.exhausted = False
            clock.advance(RETRY_SECONDS)
            await until(lambda: len(accepted) == 1)
        exhausted.exhausted = True
        with socket.create_connection(listening.getsockname(), 5):
            await until(lambda: exhausted.failures == 2)
        listener.close()
        clock.advance(1)
        accepted[0].close()

    run(scenario())
