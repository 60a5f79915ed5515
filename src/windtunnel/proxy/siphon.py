"""Moving bytes from socket to socket inside the kernel, without copying them through this process (``splice``).

It halves the CPU time of a bulk transfer. For small messages it is no gain, so links use it only while a lot arrives at
once. Only Linux has it; elsewhere, and where a pipe cannot be had, links go on copying.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket

PIPE_BYTES = 1024 * 1024


class Siphon:
    """A pipe between a source and a destination.

    Raises:
        OSError: the system has no such thing, or none left.
    """

    def __init__(self) -> None:
        if not hasattr(os, "splice"):
            raise OSError("this system cannot splice")
        self.held_bytes = 0
        self._outgoing, self._incoming = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.fcntl(self._incoming, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        except OSError:
            self.close()
            raise

    def fill(self, source: socket.socket) -> int:
        """Take what the source has, up to the size of the pipe; return how many bytes, 0 at the end of the stream.

        Raises:
            BlockingIOError: there is nothing now.
            OSError: the source is broken.
        """
        flags = os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK
        count = os.splice(source.fileno(), self._incoming, PIPE_BYTES, flags=flags)
        self.held_bytes += count
        return count

    def drain(self, destination: socket.socket) -> int:
        """Give the destination as much as it takes; return how many bytes.

        Raises:
            OSError: the destination is broken.
        """
        flags = os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK
        drained = 0
        with contextlib.suppress(BlockingIOError):
            while self.held_bytes:
                count = os.splice(self._outgoing, destination.fileno(), self.held_bytes, flags=flags)
                self.held_bytes -= count
                drained += count
        return drained

    def close(self) -> None:
        """Give the pipe back; what it holds is lost."""
        os.close(self._outgoing)
        os.close(self._incoming)
        self.held_bytes = 0
