"""Many connections that end in every way while toxics come and go: nothing stays behind."""

from __future__ import annotations

import random
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from .servers import Server
from .upstreams import eventually, upstream

CLIENTS = 10
OPERATIONS = 500
LINGER_RESET = b"\1\0\0\0\0\0\0\0"
TOXICS: list[tuple[str, dict[str, int]]] = [
    ("latency", {"latency": 5, "jitter": 3}),
    ("bandwidth", {"rate": 0}),
    ("bandwidth", {"rate": 3000}),
    ("slicer", {"average_size": 500, "delay": 20}),
    ("timeout", {"timeout": 20}),
    ("reset_peer", {"timeout": 10}),
    ("limit_data", {"bytes": 5000}),
    ("slow_close", {"delay": 30}),
    ("noop", {}),
]


def serve(client: socket.socket) -> None:
    """Answer with a lot, with a reset, or with an echo and patience."""
    data = client.recv(65536)
    if data[:1] == b"b":
        client.sendall(b"z" * 700_000)
    elif data[:1] == b"r":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
    else:
        client.sendall(data)
        client.recv(1)


def be_a_client(address: tuple[str, int], chance: random.Random, stopped: threading.Event) -> None:
    """Connect again and again, and end in one of several ways."""
    while not stopped.is_set():
        try:
            with socket.create_connection(address, 5) as client:
                client.settimeout(chance.choice([0.01, 0.05]))
                client.sendall(chance.choice([b"b", b"r", b"e"]) * chance.choice([1, 100, 70_000]))
                if chance.random() < 0.3:
                    client.shutdown(socket.SHUT_WR)
                if chance.random() < 0.3:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
                while client.recv(65536):
                    pass
        except OSError:
            continue


def operate(server: Server, chance: random.Random) -> None:
    """Do one thing to the proxy."""
    path = f"/proxies/db/toxics/{chance.choice('abc')}"
    operation = chance.random()
    if operation < 0.5:
        type_name, attributes = chance.choice(TOXICS)
        body: dict[str, Any] = {"type": type_name, "name": path[-1], "attributes": attributes, "ttl_seconds": 5}
        body |= {"stream": chance.choice(["upstream", "downstream"]), "toxicity": chance.choice([1, 0.5])}
        body |= {"toxicity_per": chance.choice(["connection", "request"])}
        server.api.post("/proxies/db/toxics", json=body)
    elif operation < 0.8:
        server.api.delete(path)
    elif operation < 0.95:
        server.api.patch(path, json={"toxicity": chance.random()})
    else:
        for enabled in (False, True):
            server.api.patch("/proxies/db", json={"enabled": enabled}).raise_for_status()


@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are counted under /proc")
def test_no_connection_stays_open(ours: Server) -> None:
    """However it ended; the server counts as many descriptors as before."""
    with upstream(serve) as port:
        address = ours.proxy(port)
        assert ours.process is not None
        descriptors = Path(f"/proc/{ours.process}/fd")
        before = sum(1 for _ in descriptors.iterdir())
        stopped = threading.Event()
        clients = [
            threading.Thread(target=be_a_client, args=(address, random.Random(number), stopped))
            for number in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        chance = random.Random(1)
        for _ in range(OPERATIONS):
            operate(ours, chance)
        stopped.set()
        for client in clients:
            client.join(30)
        ours.api.post("/reset").raise_for_status()
        eventually(lambda: sum(1 for _ in descriptors.iterdir()) <= before)
