"""How exactly toxics do what they say, beside the real Toxiproxy server where it is there.

Latency: round trips of 100 bytes through ``latency`` of 100 ms, as the difference to what was asked for. Bandwidth: 480
KB at 1,000 KB/s, from the first byte sent to the last one here, as the difference to 480 ms. Both want a machine that
does nothing else.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import socket
import statistics
import time
import urllib.request
from collections.abc import Mapping, Sequence
from multiprocessing.queues import Queue

from fault_proxy import LOOPBACK, commands, round_trips_us, serve_upstream, server, through

from windtunnel.world.ports import free_port

LATENCY_MS = 100
ROUND_TRIPS = 50
RATE_KB_PER_SECOND = 1000
BULK_BYTES = 480_000
TRANSFERS = 10


def set_toxic(api_port: int, **toxic: object) -> None:
    """Put the proxy's only toxic in the place of the one before."""
    base = f"http://{LOOPBACK}:{api_port}/proxies/bench/toxics"
    with urllib.request.urlopen(base) as answer:
        names = [each["name"] for each in json.load(answer)]
    for name in names:
        urllib.request.urlopen(urllib.request.Request(f"{base}/{name}", method="DELETE")).close()
    urllib.request.urlopen(urllib.request.Request(base, json.dumps(toxic).encode())).close()


def latency_errors_ms(port: int) -> list[float]:
    """Return by how much round trips took longer than was asked for."""
    return [taken_us / 1e3 - LATENCY_MS for taken_us in round_trips_us(port, ROUND_TRIPS)]


def bandwidth_errors_ms(port: int) -> list[float]:
    """Return by how much transfers took longer than their rate says."""
    errors = []
    with socket.create_connection((LOOPBACK, port)) as connected:
        connected.sendall(b"e")
        for _ in range(TRANSFERS):
            begun = time.perf_counter()
            connected.sendall(bytes(BULK_BYTES))
            connected.recv(BULK_BYTES, socket.MSG_WAITALL)
            errors.append((time.perf_counter() - begun) * 1e3 - BULK_BYTES / RATE_KB_PER_SECOND)
    return errors


def measured(api_port: int, port: int) -> Mapping[str, Sequence[float]]:
    """Return the errors of both toxics on one server."""
    set_toxic(api_port, type="latency", stream="downstream", attributes={"latency": LATENCY_MS, "jitter": 0})
    latency = latency_errors_ms(port)
    set_toxic(api_port, type="bandwidth", stream="upstream", attributes={"rate": RATE_KB_PER_SECOND})
    return {"latency 100 ms": latency, "480 KB at 1000 KB/s": bandwidth_errors_ms(port)}


def main() -> None:
    """Print the table."""
    ports: Queue[int] = multiprocessing.Queue()
    upstream = multiprocessing.Process(target=serve_upstream, args=(ports,), daemon=True)
    upstream.start()
    upstream_port = ports.get(timeout=20)
    print(f"{'':<12} {'toxic':<20} {'least':>9} {'p50':>9} {'most':>9}   error")
    for name, command in commands().items():
        api_port = free_port()
        with contextlib.ExitStack() as stack:
            stack.enter_context(server(*command, "--port", str(api_port), port=api_port))
            for toxic, errors in measured(api_port, through(api_port, upstream_port)).items():
                least, median, most = min(errors), statistics.median(errors), max(errors)
                print(f"{name:<12} {toxic:<20} {least:>6.1f} ms {median:>6.1f} ms {most:>6.1f} ms")
    upstream.terminate()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
