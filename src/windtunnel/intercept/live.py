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
from windtunnel.world.ports import free_port

from .process import Mitmdump

ADDON = Path(__file__).with_name("live_addon.py")
LINE_BYTES_MAX = 512 << 20
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


class LiveProxy(Mitmdump):
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
        super().__init__(program, folder, LINE_BYTES_MAX)
        self._upstreams = upstreams
        self._decide = decide
        self._told = told
        self._upstream_ca = upstream_ca
        self._own_port = free_port()  # mitmproxy takes no two servers whose port is any free one
        self._ports = {each.name: free_port() for each in upstreams}

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
        reader, writer = await asyncio.open_connection(sock=own, limit=LINE_BYTES_MAX)
        self._keep(self._answer_all(reader, writer))
        modes = [f"regular@{LOOPBACK}:{self._own_port}", *map(self._mode, self._upstreams)]
        trusted = {} if self._upstream_ca is None else {"ssl_verify_upstream_trusted_ca": str(self._upstream_ca)}
        options = {"upstream_cert": "false", **trusted}
        with theirs:
            await self._launch(modes, ADDON, options, self._environment(theirs.fileno()), [theirs.fileno()])

    def _environment(self, channel: int) -> dict[str, str]:
        known = [
            {"name": each.name, "mode": self._mode(each), "host": each.address[0], "port": each.address[1]}
            for each in self._upstreams
        ]
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        return {**kept, "WINDTUNNEL_UPSTREAMS": json.dumps(known), "WINDTUNNEL_CHANNEL": str(channel)}

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            while line := await reader.readline():
                said = json.loads(line)
                if "ready" in said:
                    self._ready.set()
                elif "number" in said:
                    self._keep(self._answer(said, writer))
                else:
                    self._told(said)

    async def _answer(self, question: Asked, writer: asyncio.StreamWriter) -> None:
        decision = {"do": "kill"}  # what nobody could decide on must not wait for ever
        try:
            decision = await self._decide(question)
        finally:
            writer.write(json.dumps({"number": question["number"], **decision}).encode() + b"\n")

    def _mode(self, upstream: Upstream) -> str:
        return upstream.mode(self._ports[upstream.name])
