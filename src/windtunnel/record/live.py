"""A proxy between a client and the upstream, as a process of its own, that tells what passes."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from windtunnel.intercept import Interception
from windtunnel.world.ports import free_port
from windtunnel.world.server import bind

from .exchange import Exchange, Headers
from .har import UNSENT
from .upstream import Upstream

ADDON = Path(__file__).with_name("addon.py")
MEGABYTES_MAX = 8
"""Larger bodies are not recorded; they pass."""


class Tap(Interception):
    """A proxy that lets a client and one upstream talk, and passes on what they say.

    Args:
        program: mitmdump.
        folder: where the proxy keeps its certificate authority.
        upstream: the only place that is dialled.
        took: gets every exchange, as it was on the wire.
        now: tells the time, in seconds since the Unix epoch.
        upstream_ca: certificates that the upstream's must be signed by; those of the public web by default.
    """

    def __init__(
        self,
        program: Path,
        folder: Path,
        upstream: Upstream,
        took: Callable[[Exchange], None],
        now: Callable[[], float],
        upstream_ca: Path | None = None,
    ) -> None:
        super().__init__(program, folder, (), upstream_ca or folder, self._hear, records=True)
        self.failures: list[str] = []
        self.refused: list[str] = []
        self.proxy_url = ""
        self._upstream = upstream
        self._trusted = upstream_ca
        self._took = took
        self._now = now

    async def start(self, port: int = 0) -> None:
        """Start the proxy and wait until it accepts connections.

        Args:
            port: for clients that are told their base URL; any free one when it is 0.

        Raises:
            UsageError: the port is taken.
            InterceptionFailed: it ended, or was not ready in time.
        """
        chosen = _checked(port) if port else free_port()  # mitmproxy takes no two servers whose port is any free one
        upstream = {"scheme": self._upstream.scheme, "host": self._upstream.host, "port": self._upstream.port}
        told = {**upstream, "origin": self._upstream.origin, "bytes_max": MEGABYTES_MAX << 20}
        trusted = {} if self._trusted is None else {"ssl_verify_upstream_trusted_ca": str(self._trusted)}
        modes = [f"reverse:{self._upstream.origin}@127.0.0.1:{chosen}", "regular@127.0.0.1:0"]
        await self._launch(modes, ADDON, trusted, {"WINDTUNNEL_UPSTREAM": json.dumps(told)})

    async def ended(self) -> None:
        """Wait until the proxy tells no more: it has ended, or what it told could not be taken."""
        assert self._listening is not None, "the proxy has not been started"
        await asyncio.wait([self._listening])

    def _hear(self, event: Mapping[str, Any]) -> None:
        HEARD[event["event"]](self, event)

    def _serves(self, event: Mapping[str, Any]) -> None:
        self.proxy_url = f"http://127.0.0.1:{event['port']}"

    def _exchanged(self, event: Mapping[str, Any]) -> None:
        self._took(exchange_of(event, self._now()))

    def _refused(self, event: Mapping[str, Any]) -> None:
        self.refused.append(str(event["host"]))

    def _failed(self, event: Mapping[str, Any]) -> None:
        self.failures.append(str(event["message"]))


HEARD: Mapping[str, Callable[[Tap, Mapping[str, Any]], None]] = {
    "listening": Tap._serves,
    "exchange": Tap._exchanged,
    "refused": Tap._refused,
    "failed": Tap._failed,
}


def _checked(port: int) -> int:
    with bind(port):
        return port


def exchange_of(event: Mapping[str, Any], now: float) -> Exchange:
    """Return the exchange that the proxy told; ``now`` is when its answer was complete."""
    path, _, query = str(event["path"]).partition("?")
    seconds = max(0.0, float(event["seconds"]))
    return Exchange(
        method=str(event["method"]).upper(),
        origin=str(event["origin"]),
        path=path or "/",
        query=query,
        sent=_headers(event["request_headers"]),
        asked=base64.b64decode(event["request_body"]),
        status=int(event["status"]),
        headers=_headers(event["response_headers"]),
        answered=base64.b64decode(event["response_body"]),
        started=now - seconds,
        seconds=seconds,
    )


def _headers(pairs: list[tuple[str, str]]) -> Headers:
    return tuple((name, value) for name, value in pairs if name.lower() not in UNSENT)
