"""The writing end of a link: a socket that takes as much as it can."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from .siphon import Siphon
from .stage import Chunk, Ending
from .watcher import Watcher


class Outlet:
    """Writes to a socket at once, and keeps what the socket has no room for.

    Args:
        watcher: tells when the socket can be written to.
        destination: a non-blocking socket.
        drained: called when everything that was kept is written.
        ended: called once, when everything is written and nothing more follows.
        broken: called when the peer takes nothing any more.
    """

    def __init__(
        self,
        watcher: Watcher,
        destination: socket.socket,
        drained: Callable[[], None],
        ended: Callable[[Ending], None],
        broken: Callable[[], None],
    ) -> None:
        self._watcher = watcher
        self._destination = destination
        self._drained = drained
        self._ended = ended
        self._broken = broken
        self._pending: memoryview | None = None
        self._siphon: Siphon | None = None
        self._watching = False
        self._ending: Ending | None = None
        self._closed = False
        self.sent_bytes = 0

    def has_room(self) -> bool:
        """Tell whether nothing is kept back."""
        return not self._watching

    def push(self, chunk: Chunk) -> None:
        """Write a chunk."""
        self.forward(memoryview(chunk.data))

    def forward(self, data: memoryview) -> None:
        """Write bytes; what is not taken at once is copied, so the memory may be used again."""
        if self._closed:
            return
        sent = self._send(data)
        if sent < len(data) and not self._closed:
            self._pending = memoryview(bytes(data[sent:]))
            self._watch()

    def open_siphon(self) -> bool:
        """Get ready for ``pull``; return whether that is possible."""
        if self._siphon is None and not self._closed:
            with contextlib.suppress(OSError):
                self._siphon = Siphon()
        return self._siphon is not None

    def pull(self, source: socket.socket) -> int:
        """Move what the source has without copying it; return how many bytes, 0 at the end of the stream.

        Raises:
            BlockingIOError: there is nothing now.
            OSError: the source is broken.
        """
        assert self._siphon is not None
        count = self._siphon.fill(source)
        self._drain_siphon()
        if self._siphon is not None and self._siphon.held_bytes:
            self._watch()
        return count

    def close_siphon(self) -> None:
        """Give back what ``pull`` needs, unless something is still in it."""
        if self._siphon is not None and not self._siphon.held_bytes:
            self._siphon.close()
            self._siphon = None

    def end(self, ending: Ending) -> None:
        """End once everything is written."""
        self._ending = ending
        if not self._watching and not self._closed:
            self._ended(ending)

    def close(self) -> None:
        """Write nothing more and forget what is kept."""
        if not self._closed:
            self._closed = True
            self._pending = None
            self._unwatch()
            if self._siphon is not None:
                self._siphon.close()
                self._siphon = None

    def _send(self, data: memoryview) -> int:
        try:
            sent = self._destination.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self._break()
            return len(data)
        self.sent_bytes += sent
        return sent

    def _drain_siphon(self) -> None:
        if self._siphon is not None:
            try:
                self.sent_bytes += self._siphon.drain(self._destination)
            except OSError:
                self._break()

    def _writable(self) -> None:
        if self._pending is not None:
            rest = self._pending[self._send(self._pending) :]
            self._pending = rest if rest and not self._closed else None
        else:
            self._drain_siphon()
        if self._closed or self._pending is not None or (self._siphon is not None and self._siphon.held_bytes):
            return
        self._unwatch()
        if self._ending is not None:
            self._ended(self._ending)
        else:
            self._drained()

    def _break(self) -> None:
        self.close()
        self._broken()

    def _watch(self) -> None:
        self._watching = True
        self._watcher.add_writer(self._destination, self._writable)

    def _unwatch(self) -> None:
        if self._watching:
            self._watching = False
            self._watcher.remove_writer(self._destination)
