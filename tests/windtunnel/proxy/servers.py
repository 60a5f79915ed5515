"""Proxy servers as processes of their own: ours, and the real Toxiproxy where there is one."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.services import missing
from windtunnel.world.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
LOOPBACK = "127.0.0.1"
START_ATTEMPTS = 400
ATTEMPT_SECONDS = 0.05
COMMAND = (
    "from windtunnel.cli.app import app, main\n"
    "from windtunnel.cli.proxy import proxy\n"
    "if all(known.callback is not proxy for known in app.registered_commands): app.command(name='proxy')(proxy)\n"
    "main()"
)
"""Runs the command line with the proxy command, whether or not it is among the registered ones."""


def our_command(*arguments: str) -> list[str]:
    """Return how to call ``windtunnel proxy``."""
    return [sys.executable, "-c", COMMAND, "proxy", *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which this checkout is imported."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


@dataclass
class Server:
    """A proxy server and a client of its control API.

    Args:
        kind: ``windtunnel`` or ``toxiproxy``.
        port: of the control API.
        process: the process's number.
    """

    kind: str
    port: int
    process: int | None = None
    api: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.api = httpx.Client(base_url=f"http://{LOOPBACK}:{self.port}", timeout=20, trust_env=False)

    def proxy(self, upstream: int, name: str = "db", **fields: Any) -> tuple[str, int]:
        """Make a proxy and return the host and port it listens on."""
        body = {"name": name, "listen": f"{LOOPBACK}:0", "upstream": f"{LOOPBACK}:{upstream}", **fields}
        answer = self.api.post("/proxies", json=body)
        assert answer.status_code == 201, answer.text
        host, _, port = answer.json()["listen"].rpartition(":")
        return host, int(port)

    def toxic(self, type_name: str, stream: str = "downstream", proxy: str = "db", **fields: Any) -> dict[str, Any]:
        """Put a toxic on a proxy; what is neither name nor toxicity is an attribute."""
        names = ("name", "toxicity", "toxicity_per", "ttl_seconds")
        own: dict[str, Any] = {key: fields.pop(key) for key in names if key in fields}
        body = {"type": type_name, "stream": stream, **own, "attributes": fields}
        answer = self.api.post(f"/proxies/{proxy}/toxics", json=body)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def clear(self) -> None:
        """Remove every proxy."""
        for name in self.api.get("/proxies").json():
            assert self.api.delete(f"/proxies/{quote(name, safe='')}").status_code == 204


@contextlib.contextmanager
def started(kind: str, *arguments: str) -> Iterator[Server]:
    """Run a server of that kind while the block lasts.

    The port is chosen here, because the real server cannot be asked for a free one and tell which it took.
    """
    command = our_command() if kind == "windtunnel" else [real_server()]
    port = free_port()
    call = [*command, "-host", LOOPBACK, "-port", str(port), *arguments]
    process = subprocess.Popen(call, env=environment(), stdout=subprocess.DEVNULL)
    server = Server(kind, port, process.pid)
    try:
        wait_until_listening(port, process)
        yield server
    finally:
        server.api.close()
        process.terminate()
        process.wait(40)


def wait_until_listening(port: int, process: subprocess.Popen[Any]) -> None:
    """Return once the port takes connections."""
    for _ in range(START_ATTEMPTS):
        with contextlib.suppress(OSError):
            socket.create_connection((LOOPBACK, port), 1).close()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(ATTEMPT_SECONDS)
            pytest.fail(f"the server ended with {process.returncode}")
    pytest.fail("the server does not listen")


def real_server() -> str:
    """Return the path of the real server; skip, or fail where services are required, when there is none."""
    path = os.environ.get("TOXIPROXY_SERVER") or shutil.which("toxiproxy-server")
    if path is None:
        missing("toxiproxy-server, which TOXIPROXY_SERVER may name,")
    return path
