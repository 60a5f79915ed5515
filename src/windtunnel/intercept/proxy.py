"""The intercepting proxy as a process."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import WindtunnelError
from windtunnel.world.children import die_with_parent

ADDON = Path(__file__).with_name("addon.py")
READY_SECONDS = 30.0
STOP_SECONDS = 10.0
LINE_BYTES_MAX = 64 << 20
CA_NAME = "mitmproxy-ca-cert.pem"
_VARIABLE_PART = re.compile(r"\{[^{}]*\}")

Told = Callable[[Mapping[str, Any]], None]


class InterceptionFailed(WindtunnelError):
    """The proxy did not start."""


@dataclass(frozen=True)
class Route:
    """Hosts that go to one simulator.

    Args:
        pattern: a host name, with ``*`` for any part of it.
        system: the system that answers.
        port: of its HTTPS server on loopback.
    """

    pattern: str
    system: str
    port: int


def routes_of(system: str, hosts: Sequence[str], port: int) -> list[Route]:
    """Return the routes of a system whose profile names ``hosts``; ``{subdomain}`` in one stands for anything."""
    return [Route(_VARIABLE_PART.sub("*", host).lower(), system, port) for host in hosts]


class Interception:
    """A proxy that brings vendors' hosts to simulators; everything else is refused.

    Args:
        program: mitmdump.
        folder: where the proxy keeps its certificate authority.
        routes: what goes where.
        upstream_ca: the certificate authority of the simulators.
        told: gets what happens: requests that were answered, hosts that were refused.
        records: whether ``told`` gets headers and bodies as well.
    """

    def __init__(
        self,
        program: Path,
        folder: Path,
        routes: Sequence[Route],
        upstream_ca: Path,
        told: Told = lambda event: None,
        *,
        records: bool = False,
    ) -> None:
        self._program = program
        self._folder = folder
        self._routes = routes
        self._upstream_ca = upstream_ca
        self._told = told
        self._records = records
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._port: asyncio.Future[int] | None = None
        self._complaints: list[str] = []

    @property
    def ca_file(self) -> Path:
        """The certificate authority that clients have to trust."""
        return self._folder / CA_NAME

    @property
    def url(self) -> str:
        """Address of the proxy, for ``HTTPS_PROXY``."""
        assert self._port is not None, "the proxy has not been started"
        return f"http://127.0.0.1:{self._port.result()}"

    async def start(self, port: int = 0) -> None:
        """Start the proxy and wait until it accepts connections.

        Raises:
            InterceptionFailed: it ended, or was not ready in time.
        """
        self._port = asyncio.get_running_loop().create_future()
        self._process = await asyncio.create_subprocess_exec(
            str(self._program),
            *self._arguments(port),
            env=self._environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LINE_BYTES_MAX,
            preexec_fn=die_with_parent,
        )
        self._reader = asyncio.create_task(self._read(self._process))
        try:
            async with asyncio.timeout(READY_SECONDS):
                await asyncio.shield(self._port)
        except TimeoutError:
            await self.stop()
            raise InterceptionFailed(f"the proxy was not ready within {READY_SECONDS:g} s") from None

    async def stop(self) -> None:
        """Stop the proxy; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
        await process.wait()
        if self._reader is not None:
            await self._reader

    def _arguments(self, port: int) -> list[str]:
        options = {
            "confdir": str(self._folder),
            "connection_strategy": "lazy",  # or the real host would be dialled on CONNECT
            "upstream_cert": "false",
            "ssl_verify_upstream_trusted_ca": str(self._upstream_ca),
            "termlog_verbosity": "error",
            "flow_detail": "0",
        }
        settings = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        return ["--mode", f"regular@127.0.0.1:{port}", "--scripts", str(ADDON), *settings]

    def _environment(self) -> dict[str, str]:
        routes = json.dumps([asdict(route) for route in self._routes])
        return {
            "WINDTUNNEL_ROUTES": routes,
            "WINDTUNNEL_RECORDS": "1" if self._records else "0",
            "HOME": str(self._folder),
        }

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        assert self._port is not None
        while line := await process.stdout.readline():
            self._take(line.decode("utf-8", "replace").strip())
        if not self._port.done():
            told = " | ".join(self._complaints[-5:])
            self._port.set_exception(InterceptionFailed(f"the proxy ended with {await process.wait()}: {told}"))

    def _take(self, line: str) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            self._complaints.append(line)
            return
        assert self._port is not None
        if event.get("event") == "ready":
            if not self._port.done():
                self._port.set_result(int(event["port"]))
        else:
            self._told(event)
