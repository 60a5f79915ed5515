"""A bare ASGI application on the server that simulators are served with: the ceiling they are compared with."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop

from windtunnel.world.server import Server, bind

BODY = b'{"ticket":{"id":1,"subject":"a subject","status":"open","tags":["a","b"]}}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer everything with the same JSON."""
    if any(name == b"content-length" for name, _ in scope["headers"]):
        await receive()
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


async def main() -> None:
    """Serve until standard input closes."""
    server = Server(application, bind())
    await server.start()
    print(server.port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await server.stop()


if __name__ == "__main__":
    uvloop.run(main())
