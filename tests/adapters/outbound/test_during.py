"""What holds for a piece of work and for the tasks that it starts."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

import pytest

from adapters.outbound.during import During

ROOM: ContextVar[str] = ContextVar("room", default="hall")


def test_a_value_holds_inside_and_not_after() -> None:
    """Nested ones give way to the outer one, and an error changes nothing about it."""
    with During(ROOM, "study"):
        with pytest.raises(LookupError), During(ROOM, "attic"):
            assert ROOM.get() == "attic"
            raise LookupError
        assert ROOM.get() == "study"
    assert ROOM.get() == "hall"


def test_it_holds_for_tasks_that_were_started_inside() -> None:
    """Also when they end after the block."""

    async def where() -> str:
        await asyncio.sleep(0)
        return ROOM.get()

    async def main() -> list[str]:
        with During(ROOM, "study"):
            inside = asyncio.create_task(where())
        return [await inside, await where()]

    assert asyncio.run(main()) == ["study", "hall"]
