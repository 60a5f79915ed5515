"""The intercepting proxy as a process."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .process import Mitmdump

ADDON = Path(__file__).with_name("addon.py")
LINE_BYTES_MAX = 64 << 20
_VARIABLE_PART = re.compile(r"\{[^{}]*\}")

Told = Callable[[Mapping[str, Any]], None]


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


class Interception(Mitmdump):
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
        super().__init__(program, folder, LINE_BYTES_MAX)
        self._routes = routes
        self._upstream_ca = upstream_ca
        self._told = told
        self._records = records
        self._port: int | None = None

    @property
    def url(self) -> str:
        """Address of the proxy, for ``HTTPS_PROXY``."""
        assert self._port is not None, "the proxy has not been started"
        return f"http://127.0.0.1:{self._port}"

    async def start(self, port: int = 0) -> None:
        """Start the proxy and wait until it accepts connections.

        Args:
            port: any free one when it is 0.

        Raises:
            InterceptionFailed: it ended, or was not ready in time.
        """
        routes = json.dumps([asdict(route) for route in self._routes])
        environment = {"WINDTUNNEL_ROUTES": routes, "WINDTUNNEL_RECORDS": "1" if self._records else "0"}
        trusted = {"upstream_cert": "false", "ssl_verify_upstream_trusted_ca": str(self._upstream_ca)}
        await self._launch([f"regular@127.0.0.1:{port}"], ADDON, trusted, environment)

    def _take(self, line: str) -> None:
        event = _event_of(line)
        if event is None:
            super()._take(line)
        elif event["event"] == "ready":
            self._port = int(event["port"])
            self._ready.set()
        else:
            self._told(event)


def _event_of(line: str) -> Mapping[str, Any] | None:
    """Return what the addon told; ``None`` for what anybody else wrote."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
