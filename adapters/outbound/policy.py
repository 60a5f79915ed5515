"""The base of all policies, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable

import httpx

Policy = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]
"""Makes a transport out of another one, by wrapping it."""


class PolicyTransport(httpx.AsyncBaseTransport):
    """A transport that wraps ``inner`` and closes it when it is closed."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def aclose(self) -> None:
        """Close the wrapped transport."""
        await self._inner.aclose()


class Borrowed(PolicyTransport):
    """A transport that several stacks share: closing one of the stacks leaves it open."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on."""
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Leave the transport open; its owner closes it."""


def compose(transport: httpx.AsyncBaseTransport, *policies: Policy) -> httpx.AsyncBaseTransport:
    """Wrap ``transport`` in ``policies``; a request passes them in the order in which they are named."""
    for policy in reversed(policies):
        transport = policy(transport)
    return transport
