"""What the fault proxy costs when it does no harm, beside a direct connection and the real Toxiproxy server.

Round trips of 100 bytes for latency, one connection for bulk; client and upstream are two processes of their own. The
real server is measured where ``TOXIPROXY_SERVER`` names it or ``toxiproxy-server`` is on the path. Every figure is from
one run on this machine: compare the rows, which were measured in turns, not the absolute numbers.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.queues import Queue

from windtunnel.world.ports import free_port

ROUND_TRIPS = int(os.environ.get("BENCH_ROUND_TRIPS", "4000"))
BULK_BYTES = int(os.environ.get("BENCH_BULK_BYTES", str(1 << 30)))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
BLOCK = memoryview(bytearray(256 * 1024))
MESSAGE = b"x" * 100
LOOPBACK = "127.0.0.1"


def serve_upstream(ports: Queue[int]) -> None:
    """Echo connections that begin with ``e``; swallow ``BULK_BYTES`` of those that begin with ``b`` and say so."""
    listening = socket.create_server((LOOPBACK, 0))
    ports.put(listening.getsockname()[1])
    while True:
        client, _ = listening.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve_client, args=(client,), daemon=True).start()


def _serve_client(client: socket.socket) -> None:
    buffer = bytearray(1024 * 1024)
    with client:
        if client.recv(1) == b"e":
            while count := client.recv_into(buffer):
                client.sendall(memoryview(buffer)[:count])
            return
        left = BULK_BYTES
        while left > 0 and (count := client.recv_into(buffer)):
            left -= count
        client.sendall(b"!")


def round_trips_us(port: int, count: int = ROUND_TRIPS) -> list[float]:
    """Return how long ``count`` round trips take, in microseconds."""
    times = []
    with socket.create_connection((LOOPBACK, port)) as connected:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.sendall(b"e")
        for _ in range(count):
            begun = time.perf_counter()
            connected.sendall(MESSAGE)
            connected.recv(len(MESSAGE), socket.MSG_WAITALL)
            times.append((time.perf_counter() - begun) * 1e6)
    return times


def bulk_bytes_per_second(port: int) -> float:
    """Return how fast one connection carries data one way."""
    with socket.create_connection((LOOPBACK, port)) as connected:
        begun = time.perf_counter()
        connected.sendall(b"b")
        for _ in range(BULK_BYTES // len(BLOCK)):
            connected.sendall(BLOCK)
        assert connected.recv(1) == b"!"
        return BULK_BYTES / (time.perf_counter() - begun)


@contextlib.contextmanager
def server(*command: str, port: int) -> Iterator[int]:
    """Run a proxy server while the block lasts."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


def through(api_port: int, upstream_port: int) -> int:
    """Make a proxy and return its port."""
    body = {"name": "bench", "listen": f"{LOOPBACK}:0", "upstream": f"{LOOPBACK}:{upstream_port}"}
    request = urllib.request.Request(f"http://{LOOPBACK}:{api_port}/proxies", json.dumps(body).encode())
    for _ in range(100):
        with contextlib.suppress(ConnectionError, urllib.error.URLError), urllib.request.urlopen(request) as answer:
            return int(json.load(answer)["listen"].rpartition(":")[2])
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def commands() -> dict[str, list[str]]:
    """Return how to start the servers that are here, without the port."""
    ours = [sys.executable, "-m", "windtunnel", "proxy", "--host", LOOPBACK]
    real = os.environ.get("TOXIPROXY_SERVER") or shutil.which("toxiproxy-server")
    return {"windtunnel": ours, **({"Toxiproxy": [real, "-host", LOOPBACK]} if real else {})}


def main() -> None:
    """Print the table."""
    ports: Queue[int] = multiprocessing.Queue()
    upstream = multiprocessing.Process(target=serve_upstream, args=(ports,), daemon=True)
    upstream.start()
    upstream_port = ports.get(timeout=20)
    with contextlib.ExitStack() as stack:
        routes = {"direct": upstream_port}
        for name, command in commands().items():
            port = free_port()
            stack.enter_context(server(*command, "--port", str(port), port=port))
            routes[name] = through(port, upstream_port)
        trips: dict[str, list[float]] = {name: [] for name in routes}
        bulk: dict[str, list[float]] = {name: [] for name in routes}
        for _ in range(ROUNDS):
            for name, port in routes.items():
                trips[name] += round_trips_us(port)
                bulk[name].append(bulk_bytes_per_second(port))
    upstream.terminate()
    print_table(trips, bulk)


def print_table(trips: Mapping[str, Sequence[float]], bulk: Mapping[str, Sequence[float]]) -> None:
    """Print a row for each route, and how the two proxies compare where both were measured."""
    added = {name: statistics.median(times) - statistics.median(trips["direct"]) for name, times in trips.items()}
    rates = {name: statistics.median(measured) / 1e9 for name, measured in bulk.items()}
    print(f"{'':<12} {'p50':>9} {'added':>9} {'p99':>9} {'one connection':>16}")
    for name, times in trips.items():
        median, last = statistics.median(times), statistics.quantiles(times, n=100)[98]
        print(f"{name:<12} {median:>6.0f} us {added[name]:>6.0f} us {last:>6.0f} us {rates[name]:>11.2f} GB/s")
    if "Toxiproxy" in trips:
        latency, rate = added["windtunnel"] / added["Toxiproxy"], rates["windtunnel"] / rates["Toxiproxy"]
        print(f"beside Toxiproxy: {latency:.2f} times the latency added, {rate:.2f} times the rate")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
