"""A bare ASGI application on uvicorn with httptools and uvloop: the ceiling that simulators are compared with."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvicorn

from windtunnel.world.server import bind

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
    listener = bind()
    config = uvicorn.Config(
        application,
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="critical",
    )
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    print(listener.getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.should_exit = True
    await serving


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
