"""Policies are put together in the order in which they are named."""

from __future__ import annotations

import httpx

from adapters.outbound.policy import Borrowed, Policy, PolicyTransport, compose
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, get


def _tag(name: str) -> Policy:
    class Tag(PolicyTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            request.headers["x-path"] = request.headers.get("x-path", "") + name
            return await self._inner.handle_async_request(request)

    return Tag


@virtual
async def test_a_request_passes_the_policies_in_the_order_written(clock: FakeClock) -> None:
    """The policy named first is the outermost."""
    system = FakeSystem(clock)
    await compose(system, _tag("a"), _tag("b"), _tag("c")).handle_async_request(get())
    assert system.sent[0].headers["x-path"] == "abc"


@virtual
async def test_closing_the_outermost_closes_the_transport_unless_it_is_borrowed(clock: FakeClock) -> None:
    """aclose goes through all policies; a borrowed transport stays open for its other users."""
    owned, borrowed = FakeSystem(clock), FakeSystem(clock)
    await compose(owned, _tag("a"), _tag("b")).aclose()
    await compose(Borrowed(borrowed), _tag("a")).aclose()
    assert owned.closed
    assert not borrowed.closed
