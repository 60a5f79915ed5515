"""Claims in a database: how they behave when many want the same at once."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.stores.errors import LeaseLost
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import Claim, ClaimState
from adapters.stores.sqlite import SqliteDatabase

from ..inbound.virtual_time import SteppedClock

ACTIONS = ["claim", "complete", "keep", "give up", "give up in doubt", "pass"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3)), max_size=40))
def test_work_is_done_once_and_held_by_one(actions: list[tuple[str, int]]) -> None:
    """Whatever four workers do: the holder is one, the result is one, and only the holder can write."""

    async def body() -> None:
        clock, database = SteppedClock(), SqliteDatabase.open(":memory:")
        store = SqlIdempotencyStore(database, clock)
        held: dict[int, Claim] = {}
        holder: int | None = None
        until = 0.0
        results: list[int] = []
        for action, worker in actions:
            owns = holder == worker and worker in held
            if action == "pass":
                clock.advance(4.0)
            elif action == "claim":
                claim = await store.claim("s", "k", lease_seconds=10.0)
                assert (claim.state is ClaimState.DONE) == bool(results)
                free = holder is None or clock.now() >= until
                assert (claim.state is ClaimState.HELD) == (not results and not free)
                if claim.state in (ClaimState.NEW, ClaimState.IN_DOUBT):
                    held[worker], holder, until = claim, worker, clock.now() + 10.0
            elif worker in held:
                try:
                    await write(store, action, held[worker], f"{worker}")
                    assert owns
                except LeaseLost:
                    assert not owns or results
                    continue
                results += [worker] if action == "complete" else []
                until = clock.now() + 10.0 if action == "keep" else until
                if action.startswith("give up"):
                    until = clock.now()
                    if action == "give up":
                        holder = None
        assert len(results) <= 1
        await database.close()

    asyncio.run(body())


async def write(store: SqlIdempotencyStore, action: str, claim: Claim, result: str) -> None:
    """Do what a holder can do."""
    if action == "complete":
        await store.complete(claim, result)
    elif action == "keep":
        await store.keep(claim, 10.0)
    else:
        await store.release(claim, in_doubt=action.endswith("in doubt"))


def test_who_gave_up_is_refused_when_somebody_else_holds_it() -> None:
    """The claim of long ago is not taken for the one of now."""

    async def body() -> None:
        database = SqliteDatabase.open(":memory:")
        store = SqlIdempotencyStore(database, SteppedClock())
        first = await store.claim("s", "k", lease_seconds=10.0)
        await store.release(first, in_doubt=False)
        assert await store.lookup("s", "k") is None
        second = await store.claim("s", "k", lease_seconds=10.0)
        assert second.state is ClaimState.NEW
        with pytest.raises(LeaseLost):
            await store.complete(first, "late")
        await database.close()

    asyncio.run(body())
