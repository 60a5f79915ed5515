"""Accepting clients."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from windtunnel.kernel.clock import Clock, Timer

from .watcher import Watcher

ACCEPTS_A_TURN_MAX = 64
RETRY_SECONDS = 0.1
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Listener:
    """Accepts connections on a socket until it is closed.

    Args:
        watcher: watches the socket.
        clock: time for trying again when the process has no descriptors left.
        listening: a non-blocking, listening socket.
        accepted: takes each new, non-blocking socket.
    """

    def __init__(
        self,
        watcher: Watcher,
        clock: Clock,
        listening: socket.socket,
        accepted: Callable[[socket.socket], None],
    ) -> None:
        self._watcher = watcher
        self._clock = clock
        self._listening = listening
        self._accepted = accepted
        self._retry: Timer | None = None
        self._watch()

    def close(self) -> None:
        """Accept nothing more."""
        if self._retry is not None:
            self._retry.cancel()
        else:
            self._watcher.remove_reader(self._listening)
        self._listening.close()

    def _watch(self) -> None:
        self._retry = None
        self._watcher.add_reader(self._listening, self._accept)

    def _accept(self) -> None:
        for _ in range(ACCEPTS_A_TURN_MAX):
            try:
                client, _address = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._watcher.remove_reader(self._listening)
                    self._retry = self._clock.call_at(self._clock.now() + RETRY_SECONDS, self._watch)
                return
            try:
                prepare(client)
            except OSError:  # it has gone again
                client.close()
            else:
                self._accepted(client)


def prepare(connected: socket.socket) -> None:
    """Set a socket up for forwarding: no blocking, no delay of small packets, dead peers noticed."""
    connected.setblocking(False)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
