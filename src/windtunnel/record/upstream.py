"""The system that is recorded: one scheme, host and port, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from windtunnel.kernel.errors import UsageError

from .errors import UpstreamUnreachable

PORTS = {"http": 80, "https": 443}
CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class Upstream:
    """Scheme, host and port."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """As it stands in URLs: without the port where it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")

    async def probe(self) -> None:
        """Connect once.

        Raises:
            UpstreamUnreachable: nobody answers.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, writer = await asyncio.open_connection(self.host, self.port)
        except TimeoutError:
            told = f"nobody answers at {self.origin} within {CONNECT_SECONDS:g} s"
            raise UpstreamUnreachable(told, place="--upstream") from None
        except OSError as error:
            told = f"nobody answers at {self.origin}: {error.strerror or error}"
            raise UpstreamUnreachable(told, place="--upstream") from error
        writer.close()


def parse_upstream(url: str) -> Upstream:
    """Return the upstream that a URL names.

    Raises:
        UsageError: it is not an http or https URL, or says more than scheme, host and port.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"not a URL: {error}", place="--upstream") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise UsageError("an upstream is an http or https URL, such as https://api.example.com", place="--upstream")
    if parts.username is not None or parts.query or parts.fragment or parts.path.strip("/"):
        meant = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        raise UsageError(f"give scheme, host and port alone ({meant}); clients send paths", place="--upstream")
    return Upstream(parts.scheme, parts.hostname.lower(), port or PORTS[parts.scheme])
