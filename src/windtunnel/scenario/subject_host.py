"""Serves a Python subject as a process of its own: ``python -m windtunnel.scenario.subject_host``.

The subject is made as in a virtual world, on the machine's clock and real connections. What it reports goes to
standard output, one JSON object a line.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import httpx
import orjson
import uvicorn

from windtunnel.content.project import Project
from windtunnel.kernel.clock import LoopClock

from .observation import Report


class Printer:
    """The audit sink: what is reported becomes a line."""

    def record(self, event: Report) -> None:
        """Print an event."""
        kind = str(getattr(event.kind, "value", event.kind))
        told = {"kind": kind, "system": event.system, "operation": event.operation, "key": event.key}
        sys.stdout.write(orjson.dumps({**told, "fields": dict(event.fields)}, default=str).decode() + "\n")
        sys.stdout.flush()


def transport(role: str) -> httpx.AsyncBaseTransport:
    """Return a transport over real connections that trusts the world's certificate authority and wants TLS 1.2."""
    context = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE"))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return httpx.AsyncHTTPTransport(verify=context, retries=0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subject", help="package.module:callable below the project")
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args(arguments)
    asyncio.run(_serve(given.subject, given.project, given.port, given.seed))


async def _serve(reference: str, project: Path, port: int, seed: int) -> None:
    create: Any = Project(project).object(reference)
    application = create(
        os.environ,
        clock=LoopClock.live(asyncio.get_running_loop()),
        random=Random(seed),  # noqa: S311 - jitter, not secrets
        transports=transport,
        audit=Printer(),
    )
    config = uvicorn.Config(
        application, host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none", lifespan="on"
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    main()
