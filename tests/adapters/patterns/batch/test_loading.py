"""Loading the rows of one chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from adapters.errors import OutcomeUnknown, Rejected
from adapters.patterns.batch.loading import Loader
from adapters.patterns.batch.position import Position, Settled
from adapters.patterns.batch.work import Decided
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import Numbers, patience, position

ROWS = {f"item-{number}": Decided(number, "even") for number in (0, 2, 4)}


class Bench:
    """A loader with everything that it saved."""

    def __init__(self, work: Numbers, clock: FakeClock) -> None:
        self.position = position()
        self.saved: list[tuple[str | None, list[str]]] = []
        self.settled: dict[str, str | None] = {}
        self.loader = Loader(work, patience(clock, ListSink()), self.save)

    async def save(self, settled: Mapping[str, Settled] | None = None, /, **changes: object) -> Position:
        """Remember what is saved."""
        self.position = self.position.moved(**changes)
        self.saved.append((self.position.load, sorted(settled or {})))
        return self.position

    def settle(self, key: str, reason: str | None) -> Settled:
        """Remember what became of a row."""
        self.settled[key] = reason
        return Settled(run="r", chunk=0, rejected_for=reason)

    async def load(self) -> None:
        """Load the rows."""
        await self.loader.load("chunk", self.position, ROWS, self.settle)


@virtual
async def test_the_load_is_known_before_anything_is_sent(clock: FakeClock) -> None:
    """First its id is saved, then the end of its rows together with its own."""
    bench = Bench(Numbers(), clock)
    await bench.load()
    assert bench.saved == [("load-0", []), (None, ["item-0", "item-2", "item-4"])]


@virtual
async def test_an_answer_that_was_lost_changes_nothing_twice(clock: FakeClock) -> None:
    """The same load is asked for again, as one that may have been carried out."""
    work = Numbers(trouble={"answer": [OutcomeUnknown("lost"), OutcomeUnknown("lost")]})
    await Bench(work, clock).load()
    assert work.applied == Counter({0: 1, 2: 1, 4: 1})
    assert list(work.loads) == ["load-0"]


@virtual
async def test_a_load_that_never_was_is_followed_by_another(clock: FakeClock) -> None:
    """Whoever died before anything was sent leaves an id behind that leads nowhere."""
    work = Numbers()
    bench = Bench(work, clock)
    bench.position = bench.position.moved(load=await work.open_load())
    await bench.load()
    assert bench.saved[0] == (None, [])
    assert work.loads == {"load-0": [-1], "load-1": [0, 2, 4]}
    assert work.applied == Counter({0: 1, 2: 1, 4: 1})


@virtual
async def test_each_row_ends_as_the_target_says(clock: FakeClock) -> None:
    """What is refused is rejected with the target's reason; what is left undone is loaded again, and nothing else."""
    work = Numbers(refused=frozenset({2}), undone=Counter({4: 2}))
    bench = Bench(work, clock)
    await bench.load()
    assert bench.settled == {"item-0": None, "item-2": "REFUSED", "item-4": None}
    assert list(work.loads.values()) == [[0, 2, 4], [4], [4]]
    assert clock.elapsed() > 0.0


@virtual
async def test_a_refusal_of_the_whole_load_is_not_repeated(clock: FakeClock) -> None:
    """It leaves the load's id where it is, for whoever looks at it later."""
    bench = Bench(Numbers(trouble={"load": [Rejected("no")]}), clock)
    with pytest.raises(Rejected):
        await bench.load()
    assert bench.position.load == "load-0"
