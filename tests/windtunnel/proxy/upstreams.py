"""Servers for proxies to lead to, and clients that measure what arrives."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

LOOPBACK = "127.0.0.1"
TIMEOUT_SECONDS = 20.0


@contextlib.contextmanager
def upstream(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve each connection in a thread while the block lasts; return the port."""
    listening = socket.create_server((LOOPBACK, 0), backlog=64)
    clients: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            client.settimeout(TIMEOUT_SECONDS)
            clients.append(client)
            thread = threading.Thread(target=guarded, args=(client,), daemon=True)
            threads.append(thread)
            thread.start()

    def guarded(client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            serve(client)
        client.close()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        acceptor.join(TIMEOUT_SECONDS)
        for client in clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(TIMEOUT_SECONDS)


def echo(client: socket.socket) -> None:
    """Send everything back."""
    while data := client.recv(65536):
        client.sendall(data)


def sending(data: bytes) -> Callable[[socket.socket], None]:
    """Return a server that sends ``data`` once it is asked, and closes."""

    def serve(client: socket.socket) -> None:
        client.recv(1)
        client.sendall(data)

    return serve


@contextlib.contextmanager
def connected(address: tuple[str, int]) -> Iterator[socket.socket]:
    """Connect while the block lasts."""
    with socket.create_connection(address, TIMEOUT_SECONDS) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield client


def ask(client: socket.socket, message: bytes) -> bytes:
    """Send a message to an echo and return the answer, which is as long."""
    client.sendall(message)
    return receive(client, len(message))


def receive(client: socket.socket, size: int) -> bytes:
    """Return so many bytes, or what there is before the end."""
    received = bytearray()
    while len(received) < size and (data := client.recv(size - len(received))):
        received += data
    return bytes(received)


def receive_all(client: socket.socket) -> bytes:
    """Return everything until the end."""
    return b"".join(iter(lambda: client.recv(65536), b""))


def seconds_for(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def eventually(condition: Callable[[], bool], seconds: float = TIMEOUT_SECONDS) -> None:
    """Return once a condition holds; fail when it does not in time."""
    waiting = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        waiting.wait(0.01)
    raise AssertionError("it did not come true")
