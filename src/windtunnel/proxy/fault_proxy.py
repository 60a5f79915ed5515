"""A proxy: where it listens, where it leads, its toxics and its connections."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import Any

from windtunnel.kernel.clock import Clock

from .address import Address, listen, local_address, parse_address
from .connection import Connection
from .dial import dial
from .errors import ToxicExistsError, ToxicNotFoundError
from .link import BUFFER_BYTES
from .listener import Listener
from .metrics import ByteCounts
from .toxic import Direction, Toxic
from .watcher import Watcher


@dataclass
class Surroundings:
    """What all proxies of a server share.

    Args:
        loop: runs everything.
        clock: time for the toxics.
        seed: of everything that chance decides.
    """

    loop: asyncio.AbstractEventLoop
    clock: Clock
    seed: str

    def __post_init__(self) -> None:
        self.watcher = Watcher(self.loop)
        self.buffer = memoryview(bytearray(BUFFER_BYTES))
        self.counts = ByteCounts()

    def close(self) -> None:
        """Give back what is shared; no proxy may be in use."""
        self.watcher.close()


class FaultProxy:
    """Listens, connects clients with the upstream, and puts its toxics on every connection.

    Args:
        surroundings: what it shares with other proxies.
        name: how clients of the control API call it.
        listen_on: an address; after ``start`` the one that it really listens on.
        upstream: an address.
    """

    def __init__(self, surroundings: Surroundings, name: str, listen_on: str, upstream: str) -> None:
        self.name = name
        self.listen = listen_on
        self.upstream = upstream
        self.ttl_seconds: float | None = None
        self._around = surroundings
        self._toxics: list[Toxic] = []
        self._toxics_made = 0
        self._listener: Listener | None = None
        self._connections: dict[Connection, None] = {}
        self._accepted = 0
        self._dialling: dict[asyncio.Task[None], None] = {}

    @property
    def enabled(self) -> bool:
        """Whether it listens."""
        return self._listener is not None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def show(self) -> dict[str, Any]:
        """Return it as the control API shows it."""
        shown: dict[str, Any] = {
            "name": self.name,
            "listen": self.listen,
            "upstream": self.upstream,
            "enabled": self.enabled,
            "Logger": {},  # Toxiproxy shows it, and strict clients have come to expect it
            "toxics": [toxic.show() for toxic in self.toxics],
        }
        if self.ttl_seconds is not None:
            shown["ttl_seconds"] = self.ttl_seconds
        return shown

    # Listening.

    def start(self, address: Address | None = None) -> None:
        """Listen, unless it does already.

        Args:
            address: where; by default the address that ``listen`` says, which must be an IP address then.

        Raises:
            ListenError: that is impossible.
        """
        if self._listener is not None:
            return
        listening = listen(address or parse_address(self.listen))
        self.listen = str(local_address(listening))
        self._listener = Listener(self._around.watcher, self._around.clock, listening, self._accept)

    def stop(self) -> None:
        """Refuse connections and close those that there are."""
        if self._listener is None:
            return
        self._listener.close()
        self._listener = None
        for task in list(self._dialling):
            task.cancel()
        for connection in list(self._connections):
            connection.close()

    def _accept(self, client: socket.socket) -> None:
        number, self._accepted = self._accepted, self._accepted + 1
        task = self._around.loop.create_task(self._connect(client, number))
        self._dialling[task] = None
        task.add_done_callback(lambda done: self._dialling.pop(done, None))

    async def _connect(self, client: socket.socket, number: int) -> None:
        upstream = None
        try:
            upstream = await dial(self.upstream)
        finally:
            if upstream is None:
                client.close()
        if upstream is None:
            return
        around = self._around
        connection = Connection(
            around.watcher, around.clock, number, client, upstream, around.buffer, self._toxics, self._forget
        )
        self._connections[connection] = None
        connection.start()

    def _forget(self, connection: Connection) -> None:
        del self._connections[connection]
        for direction, link in connection.links.items():
            self._count(direction, link.received_bytes, link.sent_bytes)

    def _count(self, direction: Direction, received: int, sent: int) -> None:
        labels = (direction.value, self.name, self.listen, self.upstream)
        self._around.counts.add(labels, received, sent)

    # Toxics.

    @property
    def toxics(self) -> list[Toxic]:
        """The toxics, upstream before downstream, in the order of their creation."""
        return [own for direction in Direction for own in self._toxics if own.direction is direction]

    def toxic(self, name: str) -> Toxic:
        """Return the toxic of that name.

        Raises:
            ToxicNotFoundError: there is none.
        """
        for own in self._toxics:
            if own.name == name:
                return own
        raise ToxicNotFoundError

    def check_free(self, toxic_name: str) -> None:
        """Do nothing.

        Raises:
            ToxicExistsError: a toxic is called that already.
        """
        if any(own.name == toxic_name for own in self._toxics):
            raise ToxicExistsError

    def add_toxic(self, toxic: Toxic) -> None:
        """Put a toxic at the end of its direction, on open connections too.

        Raises:
            ToxicExistsError: its name is taken.
        """
        self.check_free(toxic.name)
        toxic.path = (self._around.seed, self.name, toxic.name, str(self._toxics_made))
        self._toxics_made += 1
        self._toxics.append(toxic)
        for connection in list(self._connections):
            connection.links[toxic.direction].add(toxic)

    def change_toxic(self, toxic: Toxic) -> None:
        """Let open connections know that a toxic has changed."""
        toxic.changes += 1
        for connection in list(self._connections):
            connection.links[toxic.direction].change(toxic)

    def remove_toxic(self, toxic: Toxic) -> None:
        """Take a toxic out, on open connections too."""
        self._toxics = [own for own in self._toxics if own is not toxic]
        for connection in list(self._connections):
            connection.links[toxic.direction].remove(toxic)

    def remove_toxics(self) -> None:
        """Take every toxic out."""
        for toxic in list(self._toxics):
            self.remove_toxic(toxic)
