"""A small closed-loop HTTP client that is fast enough not to be what is measured: sockets, epoll, no library."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True)
class Rate:
    """What a measurement found.

    Args:
        requests: answers received.
        seconds: how long it took.
        errors: answers with a status of 400 or more.
    """

    requests: int
    seconds: float
    errors: int

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def request_bytes(method: str, host: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a whole HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection:
    """One keep-alive connection that always has one request under way."""

    def __init__(self, port: int, next_request: Callable[[], bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.next_request = next_request
        self.buffer = b""
        self.answers = 0
        self.errors = 0

    def send(self) -> None:
        """Send the next request."""
        self.socket.sendall(self.next_request())

    def receive(self) -> bool:
        """Read what is there; return whether an answer is complete."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator or not _complete(head, body):
            return False
        self.answers += 1
        self.errors += head[9:12] >= b"400"
        self.buffer = b""
        return True


def _complete(head: bytes, body: bytes) -> bool:
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return body.endswith(b"0\r\n\r\n")
    start = lowered.find(b"content-length:")
    if start < 0:
        return True
    end = lowered.find(b"\r\n", start)
    length = int(lowered[start + 15 : end if end >= 0 else None])
    return len(body) >= length


def measure(port: int, next_request: Callable[[], bytes], seconds: float) -> Rate:
    """Keep ``CONNECTIONS`` requests under way for ``seconds`` and return the rate.

    The client never sleeps while it waits: whoever answers a sleeper pays for waking it, a quarter of a simulator's GET
    here, and a server so fast that it always finds the client awake would be compared without that.
    """
    selector = selectors.DefaultSelector()
    connections = [Connection(port, next_request) for _ in range(CONNECTIONS)]
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send()
    started = time.perf_counter()
    while (now := time.perf_counter()) < started + seconds:
        for key, _ in selector.select(timeout=0):
            connection = key.data
            if connection.receive():
                connection.send()
    for connection in connections:
        connection.socket.close()
    answers = sum(connection.answers for connection in connections)
    return Rate(answers, now - started, sum(connection.errors for connection in connections))
