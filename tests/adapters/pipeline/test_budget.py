"""A time budget on the integration's clock."""

from __future__ import annotations

import asyncio

import pytest

from adapters.clock import Clock
from adapters.errors import DeadlineExceeded
from adapters.pipeline.budget import cancel, within
from tests.adapters.inbound.virtual_time import run


async def answer(clock: Clock, seconds: float) -> str:
    """Take a while."""
    await clock.sleep(seconds)
    return "done"


def test_work_that_ends_in_time_is_returned() -> None:
    """And its timer is gone."""
    assert run(lambda clock: within(5.0, answer(clock, 1.0))) == "done"


def test_work_that_takes_too_long_is_cancelled_with_a_typed_error() -> None:
    """Nothing of it is left running."""
    with pytest.raises(DeadlineExceeded, match="within 5 s"):
        run(lambda clock: within(5.0, answer(clock, 9.0)))


def test_a_cancelled_caller_takes_the_work_with_it() -> None:
    """No orphan is left behind when the caller goes away."""

    async def main(clock: Clock) -> bool:
        task = asyncio.create_task(within(5.0, answer(clock, 4.0)))
        await clock.sleep(1.0)
        await cancel(task)
        return task.cancelled()

    assert run(main)


def test_an_error_of_the_work_is_the_callers() -> None:
    """It is not changed on the way."""

    async def fail() -> str:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        run(lambda clock: within(5.0, fail()))
