"""Serving ASGI applications on loopback, several in one process."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.server import ServerState

from windtunnel.kernel.errors import UsageError

BACKLOG = 2048
LOOPBACK = "127.0.0.1"


def bind(port: int = 0, host: str = LOOPBACK) -> socket.socket:
    """Return a listening socket on loopback.

    Args:
        port: 0 for any free one.
        host: a loopback address.

    Raises:
        UsageError: the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


class Server:
    """One ASGI application on one socket, in the running loop.

    Args:
        application: the ASGI application.
        listener: the socket, from ``bind``; ``port`` is its port.
        context: serve HTTPS with it.
    """

    def __init__(self, application: Any, listener: socket.socket, context: ssl.SSLContext | None = None) -> None:
        self._listener = listener
        self.port = int(listener.getsockname()[1])
        self._context = context
        self._state = ServerState()
        self._config = uvicorn.Config(
            application,
            http="httptools",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="critical",  # a connection that a fault tears down is no error of the server
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
        )
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        scheme = "https" if self._context else "http"
        host = "localhost" if self._context else LOOPBACK
        return f"{scheme}://{host}:{self.port}"

    async def start(self) -> None:
        """Accept connections."""
        self._config.load()
        protocol = cast(Callable[..., asyncio.Protocol], self._config.http_protocol_class)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: protocol(config=self._config, server_state=self._state, app_state={}),
            sock=self._listener,
            ssl=self._context,
            backlog=BACKLOG,
        )

    async def stop(self) -> None:
        """Stop accepting, close what is idle and cancel what is running."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        for task in list(self._state.tasks):
            task.cancel()
        await asyncio.gather(*self._state.tasks, return_exceptions=True)
        await self._server.wait_closed()
