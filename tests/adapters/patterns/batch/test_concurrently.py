"""Many things at once."""

from __future__ import annotations

import pytest

from adapters.patterns.batch.concurrently import concurrently
from tests.adapters.fake_clock import FakeClock, virtual


@virtual
async def test_no_more_than_the_limit_are_under_way(clock: FakeClock) -> None:
    """Seven things of one second each, three at once, take three seconds; results keep the order of the items."""
    level = most = 0

    async def work(item: int) -> int:
        nonlocal level, most
        level += 1
        most = max(most, level)
        await clock.sleep(1.0)
        level -= 1
        return item * item

    assert await concurrently(work, range(7), 3) == [0, 1, 4, 9, 16, 25, 36]
    assert (most, clock.elapsed()) == (3, 3.0)


@virtual
async def test_the_first_error_ends_everything(clock: FakeClock) -> None:
    """What else is under way is cancelled, and nothing new begins."""
    begun: list[int] = []

    async def work(item: int) -> None:
        begun.append(item)
        await clock.sleep(5.0)
        if item == 0:
            raise LookupError("zero")
        await clock.sleep(100.0)

    with pytest.raises(LookupError):
        await concurrently(work, range(9), 2)
    assert (begun, clock.elapsed()) == ([0, 1], 5.0)


@virtual
async def test_nothing_to_do_is_done(clock: FakeClock) -> None:
    """An empty input has an empty result."""

    async def work(item: int) -> int:
        return item

    assert await concurrently(work, [], 4) == []
    assert clock.elapsed() == 0.0
