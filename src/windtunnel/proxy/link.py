"""One direction of one connection: a source socket, the toxics in their order, a destination socket.

Without toxics the bytes go from socket to socket through one buffer that all links share: read, write, done. With
toxics they become chunks. Changing from one way to the other loses nothing, because what is under way stays in the
stages.
"""

from __future__ import annotations

import socket
from random import Random
from typing import Any, Protocol

from windtunnel.kernel.clock import Clock

from .dice import Certain
from .outlet import Outlet
from .stage import CHUNK_BYTES, Chunk, Ending, Stage
from .toxic import Toxic
from .toxics.noop import Noop, NoopAttributes
from .watcher import Watcher

BUFFER_BYTES = 256 * 1024
"""As much as stays in a core's own cache between the read and the write; larger buffers measured slower."""
TRICKLE_BYTES = 16 * 1024
"""A link that moves bytes inside the kernel goes back to copying when so little comes at once."""


class Parent(Protocol):
    """The connection that a link is half of."""

    number: int

    def turn(self) -> int:
        """Return the number of the request that is under way."""
        ...

    def spoke(self, link: Link) -> None:
        """Take note that a link has read something."""
        ...

    def link_ended(self, link: Link, ending: Ending) -> None:
        """Take note that everything of a link is written."""
        ...

    def link_broken(self, link: Link) -> None:
        """Take note that the destination of a link takes nothing any more."""
        ...


class Link:
    """Carries bytes one way.

    Args:
        watcher: watches the sockets.
        clock: time for the toxics.
        parent: the connection.
        source: a non-blocking socket to read from.
        destination: a non-blocking socket to write to.
        buffer: memory for reading, shared between links.
        toxics: the toxics of this direction.
    """

    def __init__(
        self,
        watcher: Watcher,
        clock: Clock,
        parent: Parent,
        source: socket.socket,
        destination: socket.socket,
        buffer: memoryview,
        toxics: list[Toxic],
    ) -> None:
        self._watcher = watcher
        self._clock = clock
        self._parent = parent
        self._buffer = buffer
        self.source = source
        self.destination = destination
        self.received_bytes = 0
        self._outlet = Outlet(watcher, destination, self._drained, self._ended, self._broken)
        self._entrance: Stage[Any] = Noop(NoopAttributes(), clock, Random(0), Certain())  # noqa: S311 - never drawn from
        self._entrance.connect(self._resume, self._outlet)
        self._stages: list[tuple[Toxic, Stage[Any]]] = []
        self._reading = False
        self._source_open = True
        self._closed = False
        self._direct = True
        self._in_bulk = False
        for toxic in toxics:
            self.add(toxic)

    @property
    def sent_bytes(self) -> int:
        """Bytes written so far."""
        return self._outlet.sent_bytes

    def start(self) -> None:
        """Begin to read."""
        self._resume()

    def add(self, toxic: Toxic) -> None:
        """Put a toxic at the end of the chain."""
        last = self._last()
        if self._closed or last.is_over:
            return
        stage = toxic.stage(self._clock, self._parent.number, self._parent.turn)
        stage.connect(last.pump, self._outlet)
        last.connect_next(stage)
        self._stages.append((toxic, stage))
        self._direct = False
        stage.start()
        last.pump()

    def change(self, toxic: Toxic) -> None:
        """Let a toxic that has changed go on as it is now."""
        for own, stage in self._stages:
            if own is toxic:
                stage.change(toxic.attributes, toxic.dice(self._parent.number, self._parent.turn))
                return

    def remove(self, toxic: Toxic) -> None:
        """Take a toxic out; what is inside it goes on."""
        index = next((place for place, (own, _) in enumerate(self._stages) if own is toxic), None)
        if index is None:
            return
        stage = self._stages[index][1]
        stage.withdraw()
        before = self._stages[index - 1][1] if index else self._entrance
        before.take_over(stage)
        del self._stages[index]
        if index < len(self._stages):
            self._stages[index][1].connect_previous(before.pump)
        before.pump()
        self._resume()

    def close(self) -> None:
        """Stop; nothing more is read or written. The sockets stay open."""
        if self._closed:
            return
        self._closed = True
        self._pause()
        self._outlet.close()
        for stage in (self._entrance, *(stage for _, stage in self._stages)):
            stage.discard()

    def _last(self) -> Stage[Any]:
        return self._stages[-1][1] if self._stages else self._entrance

    def _resume(self) -> None:
        """Read again when there is room."""
        self._direct = not self._stages and self._entrance.is_empty
        room = self._outlet.has_room() if self._direct else self._entrance.has_room()
        if room and self._source_open and not self._reading and not self._closed:
            self._reading = True
            self._watcher.add_reader(self.source, self._readable)

    def _pause(self) -> None:
        if self._reading:
            self._reading = False
            self._watcher.remove_reader(self.source)

    def _readable(self) -> None:
        if not self._direct:
            self._read_chunk()
            return
        try:
            count = self._outlet.pull(self.source) if self._in_bulk else self.source.recv_into(self._buffer)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._source_ended(Ending.CUT)
            return
        if count == 0:
            self._source_ended(Ending.CLOSED)
            return
        self.received_bytes += count
        self._parent.spoke(self)
        if self._in_bulk:
            if count < TRICKLE_BYTES:
                self._in_bulk = False
                self._outlet.close_siphon()
        else:
            self._outlet.forward(self._buffer[:count])
            if count == len(self._buffer):
                self._in_bulk = self._outlet.open_siphon()
        if not self._outlet.has_room():
            self._pause()

    def _read_chunk(self) -> None:
        try:
            data = self.source.recv(CHUNK_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._source_ended(Ending.CUT)
            return
        if not data:
            self._source_ended(Ending.CLOSED)
            return
        self.received_bytes += len(data)
        self._parent.spoke(self)
        self._entrance.push(Chunk(data, self._clock.now()))
        if not self._entrance.has_room():
            self._pause()

    def _source_ended(self, ending: Ending) -> None:
        self._pause()
        self._source_open = False
        self._entrance.end(ending)

    def _drained(self) -> None:
        self._last().pump()
        self._resume()

    def _ended(self, ending: Ending) -> None:
        self._parent.link_ended(self, ending)

    def _broken(self) -> None:
        self._pause()
        self._source_open = False
        self._parent.link_broken(self)
