"""Connecting to upstreams."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from .address import parse_address, resolve
from .errors import ListenError
from .listener import prepare

DIAL_SECONDS_MAX = 60.0


async def dial(upstream: str) -> socket.socket | None:
    """Return a connected, non-blocking socket, or None when no address of the upstream takes the connection.

    Args:
        upstream: host and port.
    """
    try:
        addresses = await resolve(parse_address(upstream))
    except ListenError:
        return None
    for address in addresses:
        connected = await _connect(address.host or "localhost", address.port)
        if connected is not None:
            return connected
    return None


async def _connect(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as stack:
        connecting = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        prepare(connecting)
        loop = asyncio.get_running_loop()
        try:
            await asyncio.wait_for(loop.sock_connect(connecting, (host, port)), DIAL_SECONDS_MAX)
        except (OSError, ValueError):  # TimeoutError is the former, an impossible host the latter
            return None
        stack.pop_all()
        return connecting
