"""``python -m adapters.pipeline``: the service in production, on real time and real connections."""

from __future__ import annotations

import io
import logging
import os
import ssl
import sys
from collections.abc import Callable, Mapping
from random import SystemRandom

import httpx
import uvicorn

from ..audit import JsonLinesSink
from ..clock import SystemClock
from ..errors import ConfigurationError
from ..masking import MaskingFilter
from .application import create
from .settings import Settings


def transports(environment: Mapping[str, str]) -> Callable[[str], httpx.AsyncBaseTransport]:
    """Return what makes the transport of a role.

    Certificates are checked against its own or the common CA file. TLS is 1.2 or later, also where a distribution's
    Python allows less by default (Debian's does).
    """

    def transport(role: str) -> httpx.AsyncBaseTransport:
        path = environment.get(f"{role}_CA_FILE".upper()) or environment.get("SSL_CERT_FILE")
        context = ssl.create_default_context(cafile=path) if path else httpx.create_ssl_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return httpx.AsyncHTTPTransport(verify=context, retries=0)

    return transport


def main() -> None:
    """Serve until interrupted; the audit trail goes to standard output, one JSON object per line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(MaskingFilter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its lines hold URLs, and URLs hold e-mail addresses
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    try:
        settings = Settings.from_environment(os.environ)
        application = create(
            os.environ,
            clock=SystemClock(),
            random=SystemRandom(),
            transports=transports(os.environ),
            audit=JsonLinesSink(sys.stdout),
        )
    except ConfigurationError as error:
        sys.exit(f"error: {error.message}")
    uvicorn.run(application, host=settings.host, port=settings.port, log_config=None, access_log=False, ws="none")


if __name__ == "__main__":
    main()
