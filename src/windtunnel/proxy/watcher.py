"""Which sockets can be read and written: an epoll of our own inside the event loop.

A loop's own ``add_reader`` is not enough. libuv, and so uvloop, stops watching a descriptor for good once it has
reported an error, after one last call: a connection that was reset while data was still to be read would never be heard
of again. Here events come as long as they last. Where there is no epoll the loop's own methods are used.
"""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import Callable

Callback = Callable[[], None]
EVENTS_A_TURN_MAX = 1024


class Watcher:
    """Calls back when sockets are ready, as long as they are.

    Args:
        loop: runs the callbacks.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers: dict[int, Callback] = {}
        self._writers: dict[int, Callback] = {}
        self._masks: dict[int, int] = {}
        self._epoll = select.epoll() if hasattr(select, "epoll") else None
        if self._epoll is not None:
            loop.add_reader(self._epoll.fileno(), self._dispatch)

    def add_reader(self, own: socket.socket, callback: Callback) -> None:
        """Call back while there is something to read, the end and errors included."""
        if self._epoll is None:
            self._loop.add_reader(own, callback)
        else:
            self._readers[own.fileno()] = callback
            self._update(own.fileno())

    def remove_reader(self, own: socket.socket) -> None:
        """Call back no longer. Must be done before the socket is closed."""
        if self._epoll is None:
            self._loop.remove_reader(own)
        elif self._readers.pop(own.fileno(), None) is not None:
            self._update(own.fileno())

    def add_writer(self, own: socket.socket, callback: Callback) -> None:
        """Call back while there is room to write, errors included."""
        if self._epoll is None:
            self._loop.add_writer(own, callback)
        else:
            self._writers[own.fileno()] = callback
            self._update(own.fileno())

    def remove_writer(self, own: socket.socket) -> None:
        """Call back no longer. Must be done before the socket is closed."""
        if self._epoll is None:
            self._loop.remove_writer(own)
        elif self._writers.pop(own.fileno(), None) is not None:
            self._update(own.fileno())

    def close(self) -> None:
        """Watch nothing more."""
        if self._epoll is not None and not self._epoll.closed:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()

    def _update(self, descriptor: int) -> None:
        assert self._epoll is not None
        mask = (select.EPOLLIN if descriptor in self._readers else 0) | (
            select.EPOLLOUT if descriptor in self._writers else 0
        )
        before = self._masks.get(descriptor, 0)
        if not mask:
            self._epoll.unregister(descriptor)
            del self._masks[descriptor]
            return
        if not before:
            self._epoll.register(descriptor, mask)
        elif mask != before:
            self._epoll.modify(descriptor, mask)
        self._masks[descriptor] = mask

    def _dispatch(self) -> None:
        assert self._epoll is not None
        readers, writers = self._readers, self._writers
        for descriptor, events in self._epoll.poll(0, EVENTS_A_TURN_MAX):
            if events != select.EPOLLOUT:
                self._call(readers.get(descriptor))
            if events != select.EPOLLIN:
                self._call(writers.get(descriptor))

    def _call(self, callback: Callback | None) -> None:
        if callback is None:
            return
        try:
            callback()
        except Exception as error:  # noqa: BLE001 - one connection that fails must not stop the others
            self._loop.call_exception_handler({"message": "a connection failed", "exception": error})
