"""mitmproxy in front of live systems, as a process that asks what becomes of every exchange."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from windtunnel.kernel.errors import UsageError
from windtunnel.world.children import die_with_parent

from .proxy import CA_NAME, READY_SECONDS, STOP_SECONDS, InterceptionFailed

ADDON = Path(__file__).with_name("live_addon.py")
LINE_BYTES_MAX = 512 << 20
LINES_TOLD = 5
LOOPBACK = "127.0.0.1"
PORTS = {"http": 80, "https": 443}
Asked = Mapping[str, Any]
Decide = Callable[[Asked], Awaitable[dict[str, Any]]]
Told = Callable[[Asked], None]


@dataclass(frozen=True)
class Upstream:
    """A live system.

    Args:
        name: what it is called here.
        url: scheme, host and port.
    """

    name: str
    url: str

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or PORTS[parts.scheme]

    def mode(self, port: int) -> str:
        """Return how mitmproxy is told of it."""
        return f"reverse:{self.url}@{LOOPBACK}:{port}"


def read_upstream(text: str, allowed_hosts: Collection[str]) -> Upstream:
    """Return the live system that ``NAME=URL`` declares.

    Args:
        text: as given on the command line.
        allowed_hosts: hosts off this machine that may be reached.

    Raises:
        UsageError: it is no declaration, or its host is not on this machine and not allowed.
    """
    name, equals, url = text.partition("=")
    parts = urlsplit(url)
    if not name or not equals or parts.scheme not in PORTS or not parts.hostname:
        raise UsageError(f"{text!r} is not NAME=URL, such as helpdesk=http://127.0.0.1:8080", place="--upstream")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise UsageError(f"{text!r}: {error}", place="--upstream") from None
    if parts.path.strip("/") or parts.query or parts.username:
        raise UsageError(f"{url!r} has more than scheme, host and port", place="--upstream")
    host = parts.hostname.lower()
    if not _is_loopback(host) and host not in {each.lower() for each in allowed_hosts}:
        raise UsageError(
            f"{host} is not on this machine; say --allow-host {host} when faults in it are wanted", place="--upstream"
        )
    shown = f"[{host}]" if ":" in host else host
    return Upstream(name, f"{parts.scheme}://{shown}:{port}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class LiveProxy:
    """A proxy in front of live systems.

    Args:
        program: mitmdump.
        folder: where the proxy keeps its certificate authority.
        upstreams: the systems; nothing else is ever dialled.
        decide: returns what becomes of a request or an answer.
        told: gets what needs no decision: exchanges that broke, hosts that were refused.
        upstream_ca: a certificate authority that the systems' certificates come from, besides the usual ones.
    """

    def __init__(
        self,
        program: Path,
        folder: Path,
        upstreams: Sequence[Upstream],
        decide: Decide,
        told: Told = lambda said: None,
        upstream_ca: Path | None = None,
    ) -> None:
        self._program = program
        self._folder = folder
        self._upstreams = upstreams
        self._decide = decide
        self._told = told
        self._upstream_ca = upstream_ca
        self._process: asyncio.subprocess.Process | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._own_port, *ports = _free_ports(1 + len(upstreams))
        self._ports = {each.name: port for each, port in zip(upstreams, ports, strict=True)}
        self._ready = asyncio.Event()
        self._complaints: list[str] = []

    @property
    def ca_file(self) -> Path:
        """The certificate authority that clients of ``url`` have to trust."""
        return self._folder / CA_NAME

    @property
    def url(self) -> str:
        """Address of the proxy for clients that go on calling the systems' own addresses (``HTTPS_PROXY``)."""
        return f"http://{LOOPBACK}:{self._own_port}"

    def url_of(self, upstream: Upstream) -> str:
        """Return the address that stands for a system."""
        return f"http://{LOOPBACK}:{self._ports[upstream.name]}"

    async def start(self) -> None:
        """Start the proxy and wait until it accepts connections.

        Raises:
            InterceptionFailed: it ended, or was not ready in time.
        """
        own, theirs = socket.socketpair()
        own.setblocking(False)
        try:
            self._process = await self._spawn(theirs)
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=own, limit=LINE_BYTES_MAX)
        self._keep(self._answer_all(reader, writer))
        self._keep(self._listen(self._process))
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._until_ready(self._process)
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
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        ready = asyncio.create_task(self._ready.wait())
        ended = asyncio.create_task(process.wait())
        await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if not self._ready.is_set():
            await self.stop()
            said = " | ".join(self._complaints[-LINES_TOLD:])
            raise InterceptionFailed(f"the proxy ended with {ended.result()}: {said}")
        ended.cancel()

    async def _spawn(self, channel: socket.socket) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            str(self._program),
            *self._arguments(),
            env=self._environment(channel.fileno()),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=(channel.fileno(),),
            preexec_fn=die_with_parent,
        )

    def _arguments(self) -> list[str]:
        options = {
            "confdir": str(self._folder),
            "connection_strategy": "lazy",  # or a host would be dialled before anything is decided
            "upstream_cert": "false",
            "termlog_verbosity": "error",
            "flow_detail": "0",
        }
        if self._upstream_ca is not None:
            options["ssl_verify_upstream_trusted_ca"] = str(self._upstream_ca)
        modes = [f"regular@{LOOPBACK}:{self._own_port}", *map(self._mode, self._upstreams)]
        told = [part for mode in modes for part in ("--mode", mode)]
        settings = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        return [*told, "--scripts", str(ADDON), *settings]

    def _environment(self, channel: int) -> dict[str, str]:
        known = [
            {"name": each.name, "mode": self._mode(each), "host": each.address[0], "port": each.address[1]}
            for each in self._upstreams
        ]
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        return {
            **kept,
            "HOME": str(self._folder),
            "WINDTUNNEL_UPSTREAMS": json.dumps(known),
            "WINDTUNNEL_CHANNEL": str(channel),
        }

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            said = json.loads(line)
            if "ready" in said:
                self._ready.set()
            elif "number" in said:
                self._keep(self._answer(said, writer))
            else:
                self._told(said)
        writer.close()

    async def _answer(self, question: Asked, writer: asyncio.StreamWriter) -> None:
        decision = {"do": "kill"}  # what nobody could decide on must not wait for ever
        try:
            decision = await self._decide(question)
        finally:
            writer.write(json.dumps({"number": question["number"], **decision}).encode() + b"\n")

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            self._complaints = [*self._complaints[1 - LINES_TOLD :], line.decode("utf-8", "replace").strip()]

    def _mode(self, upstream: Upstream) -> str:
        return upstream.mode(self._ports[upstream.name])

    def _keep(self, doing: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on; mitmproxy takes no two servers whose port is any free one."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server((LOOPBACK, 0))) for _ in range(count)]
        return [int(probe.getsockname()[1]) for probe in probes]
