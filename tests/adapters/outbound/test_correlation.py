"""One id joins what is done for one piece of work."""

from __future__ import annotations

import asyncio

import pytest

from adapters.outbound.correlation import HEADER, CorrelationPolicy, correlation, correlation_id
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import FakeSystem, get


@virtual
async def test_every_request_carries_the_id_of_its_work(clock: FakeClock) -> None:
    """Two pieces of work at once do not mix, and what is done outside any work carries nothing."""
    system = FakeSystem(clock, latency_seconds=1.0)
    policy = CorrelationPolicy(system)

    async def work(id: str) -> None:
        with correlation(id):
            await policy.handle_async_request(get())
            await policy.handle_async_request(get())

    await asyncio.gather(work("a"), work("b"))
    await policy.handle_async_request(get())
    ids = [sent.headers.get(HEADER.lower()) for sent in system.sent]
    assert sorted(ids[:4], key=str) == ["a", "a", "b", "b"]
    assert ids[4] is None


def test_the_id_ends_with_its_work() -> None:
    """Inner work has its own id; afterwards the outer one is back, also after an error."""
    with correlation("outer"):
        with pytest.raises(RuntimeError), correlation("inner"):
            assert correlation_id() == "inner"
            raise RuntimeError
        assert correlation_id() == "outer"
    assert correlation_id() is None


@pytest.mark.parametrize("id", ["", "a b", "a\r\nX-Evil: 1", "ä", "x" * 129, "-a"])
def test_an_id_that_cannot_travel_in_a_header_is_refused(id: str) -> None:
    """Line breaks would be header injection."""
    with pytest.raises(ValueError, match="correlation id"), correlation(id):
        pass
