"""Serving HTTP on loopback, several servers in one process."""

from __future__ import annotations

import asyncio
import socket
import ssl

from windtunnel.kernel.errors import UsageError

from .http_connection import Answer, HttpConnection

BACKLOG = 2048
LOOPBACK = "127.0.0.1"
IDLE_SECONDS_MAX = 75.0
SWEEP_SECONDS = 15.0


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
    """Serves HTTP on one socket, in the running loop.

    Args:
        answer: answers requests; an ``Edge``.
        listener: the socket, from ``bind``; ``port`` is its port.
        context: serve HTTPS with it.
    """

    def __init__(self, answer: Answer, listener: socket.socket, context: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._listener = listener
        self.port = int(listener.getsockname()[1])
        self._context = context
        self._opened: set[HttpConnection] = set()
        self._server: asyncio.Server | None = None
        self._sweep: asyncio.TimerHandle | None = None

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        scheme = "https" if self._context else "http"
        host = "localhost" if self._context else LOOPBACK
        return f"{scheme}://{host}:{self.port}"

    @property
    def open_connections(self) -> int:
        """How many connections are open now."""
        return len(self._opened)

    async def start(self) -> None:
        """Accept connections."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: HttpConnection(self._answer, self._opened),
            sock=self._listener,
            ssl=self._context,
            backlog=BACKLOG,
        )
        self._plan_sweep()

    async def stop(self) -> None:
        """Stop accepting, close what is idle and cancel what is running."""
        if self._server is None or self._sweep is None:
            return
        self._server.close()
        self._sweep.cancel()
        ending = [connection.close() for connection in list(self._opened)]
        await asyncio.gather(*(task for task in ending if task is not None), return_exceptions=True)
        await self._server.wait_closed()

    def _plan_sweep(self) -> None:
        self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep_idle)

    def _sweep_idle(self) -> None:
        """Close connections that nobody has used for long; one look at all is cheaper than a timer for each."""
        latest = asyncio.get_running_loop().time() - IDLE_SECONDS_MAX
        for connection in list(self._opened):
            if not connection.is_busy and connection.idle_since < latest:
                connection.close()
        self._plan_sweep()
