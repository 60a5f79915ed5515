"""What concurrent workers see of the stores can be explained by some order of their calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.errors import Conflict
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.database import Database, Row, Session, Values
from adapters.stores.errors import LeaseLost
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import Claim, ClaimState
from adapters.stores.sqlite import SqliteDatabase
from tests.adapters.fake_clock import FakeClock, run
from windtunnel.explore.linearised import Called, Linearisation, linearise

WORKERS = 3
DELAYS = st.lists(st.integers(0, 3), min_size=60, max_size=60)
"""Steps on the way to the database and back: what makes calls overlap, and overtake each other."""
Worker = Callable[["Recorder", int], Coroutine[Any, Any, None]]


class SlowDatabase:
    """A database at the end of a line on which statements and answers take their time."""

    def __init__(self, inner: Database, clock: FakeClock, delays: Sequence[int]) -> None:
        self._inner = inner
        self._clock = clock
        self._delays = iter(delays)
        self.numbered = inner.numbered
        self.offset = inner.offset

    async def create(self, tables: Sequence[str]) -> None:
        """Create what there is not yet, somewhere between now and when the answer is there."""
        await self._wait()
        await self._inner.create(tables)
        await self._wait()

    async def run(self, statement: str, values: Values) -> list[Row]:
        """Run a statement somewhere between now and when the answer is there."""
        await self._wait()
        rows = await self._inner.run(statement, values)
        await self._wait()
        return rows

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """As the database does it."""
        await self._wait()
        async with self._inner.transaction() as session:
            yield session
        await self._wait()

    async def close(self) -> None:
        """Close the database."""
        await self._inner.close()

    async def _wait(self) -> None:
        await self._clock.sleep(next(self._delays, 0) * 0.01)


class Recorder:
    """Writes down who called what, when, and what came of it."""

    def __init__(self, clock: FakeClock, database: Database) -> None:
        self.clock = clock
        self.database = database
        self.history: list[Called] = []

    async def call(self, worker: int, name: str, given: Any, calling: Coroutine[Any, Any, Any]) -> Any:
        """Await a call, and return its answer."""
        begun = self.clock.now()
        answer = await calling
        self.history.append(Called(f"worker-{worker}", name, given, begun, self.clock.now(), answer))
        return answer


def lived(worker: Worker, delays: Sequence[int]) -> list[Called]:
    """What some workers live through at the same time."""

    async def main(clock: FakeClock) -> list[Called]:
        recorder = Recorder(clock, SlowDatabase(SqliteDatabase.open(":memory:"), clock, delays))
        await asyncio.gather(*(worker(recorder, number) for number in range(WORKERS)))
        await recorder.database.close()
        return recorder.history

    return run(main)


class OnePieceOfWork:
    """A claim that one worker holds at a time, and that is done once: (state, token, result)."""

    def initial(self) -> tuple[str, int, str]:
        """Nobody has begun."""
        return ("new", 0, "")

    def step(self, state: tuple[str, int, str], call: Called) -> Iterator[tuple[str, int, str]]:
        """What each call leads to."""
        known, token, result = state
        if call.name == "claim":
            told, given, found = call.answer
            if known == "new" and told == "new" and given > token:
                yield ("held", given, "")
            elif known != "new" and (told, found) == (known, result):
                yield state
        elif call.name == "complete":
            own, wanted = call.given
            if call.answer == (known == "held" and own == token):
                yield ("done", token, wanted) if call.answer else state
        elif call.answer == (known == "held" and call.given == token):
            yield ("new", token, "") if call.answer else state


async def claiming(recorder: Recorder, worker: int) -> None:
    """Claim, and do it or give it up; then look again."""
    store = SqlIdempotencyStore(recorder.database, recorder.clock)
    for _ in range(2):
        known: list[Claim] = []
        found = await recorder.call(worker, "claim", None, _claim(store, known))
        if found[0] != "new":
            continue
        if worker == 0:
            await recorder.call(worker, "release", found[1], _held(store.release(known[0], in_doubt=False)))
        else:
            done = _held(store.complete(known[0], f"by {worker}"))
            await recorder.call(worker, "complete", (found[1], f"by {worker}"), done)


async def _claim(store: SqlIdempotencyStore, known: list[Claim]) -> tuple[str, int, str]:
    claim = await store.claim("s", "k", lease_seconds=1e6)
    known.append(claim)
    told = {ClaimState.NEW: "new", ClaimState.HELD: "held", ClaimState.DONE: "done"}[claim.state]
    return told, claim.token, claim.result or ""


async def _held(writing: Coroutine[Any, Any, None]) -> bool:
    try:
        await writing
    except LeaseLost:
        return False
    return True


class OnePosition:
    """A position that moves only from where it was seen."""

    def initial(self) -> int:
        """Never saved."""
        return 0

    def step(self, state: int, call: Called) -> Iterator[int]:
        """What each call leads to."""
        if call.name == "load":
            if call.answer == state:
                yield state
        elif call.answer == (call.given == state):
            yield state + 1 if call.answer else state


async def moving(recorder: Recorder, worker: int) -> None:
    """Load the position and move it, twice."""
    store = SqlCheckpointStore(recorder.database, recorder.clock)
    for _ in range(2):
        seen = await store_load(recorder, worker, store)
        await recorder.call(worker, "save", 0 if seen is None else seen.version, _saved(store, seen))


async def store_load(recorder: Recorder, worker: int, store: SqlCheckpointStore) -> Any:
    """Load, and write down the version alone."""
    begun, seen = recorder.clock.now(), await store.load("input")
    version = 0 if seen is None else seen.version
    recorder.history.append(Called(f"worker-{worker}", "load", None, begun, recorder.clock.now(), version))
    return seen


async def _saved(store: SqlCheckpointStore, seen: Any) -> bool:
    try:
        await store.save("input", "further", after=seen)
    except Conflict:
        return False
    return True


async def careless(recorder: Recorder, worker: int) -> None:
    """Looks whether the work is claimed, and then claims it: the planted mistake."""
    store = SqlIdempotencyStore(recorder.database, recorder.clock)

    async def look_and_claim() -> tuple[str, int, str]:
        if await store.lookup("s", "k") is not None:
            return "held", 0, ""
        await store.claim("s", "k", lease_seconds=0.0)
        return "new", worker + 1, ""

    await recorder.call(worker, "claim", None, look_and_claim())


def explained(history: list[Called], model: Any) -> Linearisation:
    """How far a history can be explained."""
    return linearise(history, model)


@settings(max_examples=40, deadline=None)
@given(DELAYS)
def test_a_claim_is_one_object(delays: list[int]) -> None:
    """Whoever claims, completes and gives up at the same time: there is an order that explains all they were told."""
    found = explained(lived(claiming, delays), OnePieceOfWork())
    assert found.holds, str(found)


@settings(max_examples=40, deadline=None)
@given(DELAYS)
def test_a_checkpoint_is_one_object(delays: list[int]) -> None:
    """It moves only from where it was seen, and nobody sees it behind what he saw before."""
    found = explained(lived(moving, delays), OnePosition())
    assert found.holds, str(found)


def test_looking_before_claiming_is_found() -> None:
    """Two workers are told that the work is theirs."""
    found = explained(lived(careless, [1] * 60), OnePieceOfWork())
    assert [call.name for call in found.unexplained] == ["claim", "claim"]
