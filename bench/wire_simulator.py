"""Requests per second of a simulator over a socket, on one core, beside a bare ASGI application and WireMock.

The simulator authenticates, charges quotas, validates, and reads or writes its state. The client runs on the
other core. Every figure is from one run on this machine; compare the ratios, not the absolute numbers.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from load_client import Rate, measure, request_bytes

SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
COLD_SECONDS = 8.0
BENCH = Path(__file__).resolve().parent
CORES = sorted(os.sched_getaffinity(0))
PINNED = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])}); os.execvp(sys.argv[2], sys.argv[2:])"
BODY = json.dumps({"ticket": {"subject": "bench", "comment": {"body": "hello"}}}).encode()


@contextlib.contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server while the block lasts."""
    server = subprocess.Popen(
        [sys.executable, "-c", PINNED, str(CORES[0]), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield server
    finally:
        server.terminate()
        server.wait(20)


def first_line(server: subprocess.Popen[str]) -> str:
    """Return what the server says first."""
    assert server.stdout is not None
    return server.stdout.readline()


def zendesk(directory: dict[str, dict[str, object]]) -> tuple[int, dict[str, str]]:
    """Return port and credentials of the served simulator, with quotas that do not run out."""
    entry = directory["zendesk"]
    control = urllib.request.Request(f"{entry['admin_url']}quotas", json.dumps({"scale": 1e9}).encode(), method="PUT")
    urllib.request.urlopen(control).read()
    credentials = entry["credentials"]
    assert isinstance(credentials, dict)
    pair = f"{credentials['email']}/token:{credentials['api_token']}"
    authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    return int(str(entry["url"]).rpartition(":")[2]), {"Authorization": authorization}


def reads(headers: dict[str, str], path: str = "/api/v2/tickets/1.json") -> Callable[[], bytes]:
    """Return a source of the same GET."""
    data = request_bytes("GET", "127.0.0.1", path, headers)
    return lambda: data


def writes(headers: dict[str, str], path: str = "/api/v2/tickets.json") -> Callable[[], bytes]:
    """Return a source of POSTs."""
    data = request_bytes("POST", "127.0.0.1", path, {**headers, "Content-Type": "application/json"}, BODY)
    return lambda: data


def measure_simulator() -> Iterator[tuple[str, Rate]]:
    """Measure the simulator's GET and POST."""
    with process(sys.executable, "-m", "windtunnel", "up", "zendesk", "--json") as server:
        port, headers = zendesk(json.loads(first_line(server)))
        measure(port, writes(headers), 0.5)
        yield "simulator GET", measure(port, reads(headers), SECONDS)
        yield "simulator POST", measure(port, writes(headers), SECONDS)


def measure_bare() -> Iterator[tuple[str, Rate]]:
    """Measure the bare application."""
    with process(sys.executable, str(BENCH / "bare_application.py")) as server:
        port = int(first_line(server))
        yield "bare ASGI GET", measure(port, reads({}), SECONDS)
        yield "bare ASGI POST", measure(port, writes({}), SECONDS)


def measure_wiremock() -> Iterator[tuple[str, Rate]]:
    """Measure WireMock's canned answer, cold and warm."""
    if shutil.which("java") is None or shutil.which("npm") is None:
        print("WireMock: skipped, Java or npm is missing")
        return
    with tempfile.TemporaryDirectory() as folder:
        jar = _install_wiremock(Path(folder))
        if jar is None:
            print("WireMock: skipped, its npm package could not be installed")
            return
        for port in itertools.islice(_free_ports(), 1):
            command = ("java", "-jar", str(jar), "--port", str(port), "--no-request-journal", "--disable-banner")
            with process(*command):
                _add_stub(port)
                yield f"WireMock GET, first {COLD_SECONDS:.0f} s", measure(port, reads({}, "/ticket"), COLD_SECONDS)
                yield "WireMock GET, warm", measure(port, reads({}, "/ticket"), SECONDS)


def _install_wiremock(folder: Path) -> Path | None:
    command = ["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(folder), "wiremock"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return next(iter(sorted(folder.rglob("*.jar"))), None)


def _free_ports() -> Iterator[int]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield port


def _add_stub(port: int) -> None:
    stub = {
        "request": {"method": "GET", "url": "/ticket"},
        "response": {"status": 200, "jsonBody": {"ticket": {"id": 1, "subject": "a subject", "status": "open"}}},
    }
    request = urllib.request.Request(f"http://127.0.0.1:{port}/__admin/mappings", json.dumps(stub).encode())
    for _ in range(150):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(request).read()
            return
        time.sleep(0.2)
    raise RuntimeError("WireMock did not start")


def main() -> None:
    """Print the table."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[1]})
    sources = (measure_bare, measure_simulator, measure_wiremock)
    rates = {name: rate for source in sources for name, rate in source()}
    print(f"\nover a socket, server on one core, {SECONDS:.0f} s each")
    for name, rate in rates.items():
        base = rates["bare ASGI POST" if "POST" in name else "bare ASGI GET"]
        share = rate.per_second / base.per_second
        print(f"{name:<24} {rate.per_second:>9.0f}/s  {share:>5.2f} of bare  errors {rate.errors}")


if __name__ == "__main__":
    main()
