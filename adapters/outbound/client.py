"""What spokes send their requests with: exactly what they are given; everything else is a policy of the transport."""

from __future__ import annotations

from typing import Protocol

import httpx


class Http(Protocol):
    """Sends requests; ``httpx.AsyncClient`` does, too."""

    async def send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Send ``request`` and return its answer, read to its end unless ``stream``.

        Raises:
            httpx.RequestError: there is no whole answer.
        """
        ...


class PlainClient:
    """A client for the interfaces of systems.

    It keeps no cookies, follows no redirects, and writes no URL into the log as httpx's own client does: the URL of a
    query can hold what a customer wrote.

    Args:
        transport: carries the requests; closed with the client.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Send ``request``; see ``Http``."""
        response = await self._transport.handle_async_request(request)
        response.request = request
        if not stream:
            try:
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
        return response

    async def aclose(self) -> None:
        """Close the transport."""
        await self._transport.aclose()
