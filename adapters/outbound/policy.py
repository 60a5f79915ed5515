"""The base of all policies, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

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


class RequestPolicy(PolicyTransport):
    """A policy that has done its part before the request goes on: what comes back is none of its business.

    So no coroutine of its own stands between caller and answer, which every pause of the exchange would pass through.
    """

    def prepare(self, request: httpx.Request) -> None:
        """Mark ``request``, or raise the error for which it is not sent."""

    def handle_async_request(  # pyright: ignore[reportIncompatibleMethodOverride] - a coroutine, if no async def
        self, request: httpx.Request
    ) -> Coroutine[Any, Any, httpx.Response]:
        """Prepare the request and pass it on."""
        self.prepare(request)
        return self._inner.handle_async_request(request)


class Borrowed(RequestPolicy):
    """A transport that several stacks share: closing one of the stacks leaves it open."""

    async def aclose(self) -> None:
        """Leave the transport open; its owner closes it."""


def compose(transport: httpx.AsyncBaseTransport, *policies: Policy) -> httpx.AsyncBaseTransport:
    """Wrap ``transport`` in ``policies``; a request passes them in the order in which they are named."""
    for policy in reversed(policies):
        transport = policy(transport)
    return transport
