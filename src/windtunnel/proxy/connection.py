"""One client connection and the connection to the upstream that goes with it."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable

from windtunnel.kernel.clock import Clock, Timer

from .link import Link
from .stage import Ending
from .toxic import Direction, Toxic
from .watcher import Watcher

FAREWELL_SECONDS = 1.0
"""How long a connection that a toxic has cut goes on throwing away what its peer still sends. A socket closed with
unread data would send RST, which can destroy bytes that the peer has not read yet."""
_LINGER_RESET = struct.pack("ii", 1, 0)
_SCRAP_BYTES = 256 * 1024


class Connection:
    """Two links between two sockets.

    Args:
        watcher: watches the sockets.
        clock: time for the toxics.
        number: which connection of the proxy this is, from 0, in the order of acceptance.
        client: the accepted socket.
        upstream: the connected socket.
        buffer: memory for reading.
        toxics: the proxy's toxics.
        closed: called once, when both sockets are closed.
    """

    def __init__(
        self,
        watcher: Watcher,
        clock: Clock,
        number: int,
        client: socket.socket,
        upstream: socket.socket,
        buffer: memoryview,
        toxics: list[Toxic],
        closed: Callable[[Connection], None],
    ) -> None:
        self._watcher = watcher
        self._clock = clock
        self.number = number
        self._sockets = (client, upstream)
        self._closed = closed
        self._is_closed = False
        self._turn = 0
        self._speaker: Link | None = None
        self._ended: set[int] = set()
        self._farewell: Timer | None = None
        self._left: socket.socket | None = None
        self.links = {
            direction: Link(
                watcher, clock, self, source, destination, buffer, [own for own in toxics if own.direction is direction]
            )
            for direction, source, destination in (
                (Direction.UPSTREAM, client, upstream),
                (Direction.DOWNSTREAM, upstream, client),
            )
        }
        self._asking = self.links[Direction.UPSTREAM]

    def start(self) -> None:
        """Begin to carry bytes."""
        for link in self.links.values():
            link.start()

    def turn(self) -> int:
        """Return how many requests have begun; data of the client after data of the server begins one."""
        return self._turn

    def spoke(self, link: Link) -> None:
        """Take note of who speaks."""
        if link is not self._speaker:
            self._speaker = link
            if link is self._asking:
                self._turn += 1

    def link_ended(self, link: Link, ending: Ending) -> None:
        """Close what has ended: half, all, or all with RST."""
        if ending is Ending.RESET:
            self.close(reset=True)
        elif ending is Ending.CUT:
            self._cut(link.destination)
        else:
            _shut_down(link.destination)
            self._end(link)

    def link_broken(self, link: Link) -> None:
        """Wait for what the peer sent before it went; it comes through the other link."""
        self._end(link)

    def close(self, *, reset: bool = False) -> None:
        """Close both sockets now; with RST when asked for."""
        if self._is_closed:
            return
        self._is_closed = True
        for link in self.links.values():
            link.close()
        self._forget_farewell()
        for own in self._sockets:
            if reset:
                with contextlib.suppress(OSError):
                    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET)
            own.close()
        self._closed(self)

    def _end(self, link: Link) -> None:
        self._ended.add(id(link))
        if len(self._ended) == len(self.links):
            self.close()

    def _cut(self, last: socket.socket) -> None:
        """Close both halves, but let ``last`` receive everything that was written to it."""
        for link in self.links.values():
            link.close()
        for own in self._sockets:
            if own is not last:
                own.close()
        _shut_down(last)
        self._left = last
        self._farewell = self._clock.call_at(self._clock.now() + FAREWELL_SECONDS, self.close)
        self._watcher.add_reader(last, self._throw_away)

    def _throw_away(self) -> None:
        assert self._left is not None
        try:
            if self._left.recv(_SCRAP_BYTES):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self.close()

    def _forget_farewell(self) -> None:
        if self._farewell is not None:
            self._farewell.cancel()
        if self._left is not None:
            self._watcher.remove_reader(self._left)
            self._left = None


def _shut_down(own: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the peer has gone already
        own.shutdown(socket.SHUT_WR)
