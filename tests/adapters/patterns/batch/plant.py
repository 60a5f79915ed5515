"""A small batch over items that are numbers, with a source, a decider and a target that fail as they are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import time
from random import Random
from zoneinfo import ZoneInfo

from adapters.clock import Clock
from adapters.errors import NotFound, QualityError
from adapters.patterns.batch.memory import Memory
from adapters.patterns.batch.patience import Patience
from adapters.patterns.batch.position import Position
from adapters.patterns.batch.run import Run
from adapters.patterns.batch.schedule import Window
from adapters.patterns.batch.service import Batch
from adapters.patterns.batch.settings import BatchSettings
from adapters.patterns.batch.trail import BatchTrail
from adapters.patterns.batch.work import Decided, Loaded, Page
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from tests.adapters.fake_clock import EPOCH
from tests.adapters.fake_system import ListSink

NAME = "numbers"
SETTINGS = BatchSettings(
    opens=time(9), closes=time(11), due=time(12), zone=ZoneInfo("UTC"), workers=2, lease_seconds=30.0, chunk_size=3
)
"""The tests' clock begins on 2025-10-09 at 08:53:20 UTC, so the window opens 400 s later."""
OPENS_AT = EPOCH + 400.0
CLOSES_AT = OPENS_AT + 7_200.0


@dataclass
class Numbers:
    """Implements ``Work`` for numbers: even ones are applied, refused ones are rejected, negative ones are unsound.

    Args:
        items: what the source has.
        page_size: items in a page.
        refused: items that the target will never take.
        undone: how often the target leaves an item undone first.
        trouble: errors by operation, raised one by one.
        total: what the source says that it has, when that is not the number of its items.
    """

    items: list[int] = field(default_factory=lambda: list(range(7)))
    page_size: int = 3
    refused: frozenset[int] = frozenset()
    undone: Counter[int] = field(default_factory=Counter)
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    total: int | None = None
    readings: list[list[int]] = field(default_factory=list)
    loads: dict[str, list[int]] = field(default_factory=dict)
    applied: Counter[int] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    concluded: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _: None

    def step(self, operation: str) -> None:
        """Fail as told."""
        self.before(operation)
        waiting = self.trouble.get(operation, [])
        if waiting:
            raise waiting.pop(0)

    async def open_reading(self, since: float, until: float) -> str:
        """Keep what there is now."""
        self.step("open_reading")
        self.readings.append(list(self.items))
        return str(len(self.readings) - 1)

    async def page(self, reading: str, cursor: str) -> Page[int]:
        """Return a page of what was kept."""
        self.step("page")
        kept, start = self.readings[int(reading)], int(cursor or 0)
        end = start + self.page_size
        total = self.total if self.total is not None else len(kept)
        return Page(kept[start:end], str(end) if end < len(kept) else None, total)

    def key(self, item: int) -> str:
        """Return the number as text."""
        return str(item)

    def content(self, item: int) -> str:
        """Return the number as text."""
        return str(item)

    def check(self, item: int) -> None:
        """Refuse negative numbers."""
        if item < 0:
            raise QualityError("the number is negative", gate="implausible")

    async def decide(self, item: int) -> str:
        """Say whether it is even."""
        self.asked[item] += 1
        self.step(f"decide {item}")
        return "even" if item % 2 == 0 else "odd"

    def labels(self, decision: str) -> Iterable[str]:
        """Return the decision."""
        return (decision,)

    async def open_load(self) -> str:
        """Open one."""
        self.step("open_load")
        load = f"load-{len(self.loads)}"
        self.loads[load] = []
        return load

    async def load(self, load: str, rows: Sequence[Decided[int]], *, resumed: bool) -> Loaded | None:
        """Apply rows, unless this load has been carried out before."""
        self.step("load")
        items = [row.item for row in rows]
        if resumed and not self.loads[load]:
            self.loads[load] = [-1]
            return None
        if not self.loads[load]:
            self.loads[load] = items
            self.applied.update(item for item in items if item not in self.refused and not self.undone[item])
        self.step("answer")
        undone = {item for item in items if self.undone[item]}
        self.undone -= Counter(undone)
        taken = frozenset(str(item) for item in items if item not in self.refused and item not in undone)
        refused = {str(item): "REFUSED" for item in items if item in self.refused}
        return Loaded(taken, refused, frozenset(map(str, undone)))

    async def conclude(self, position: Position) -> None:
        """Remember it."""
        self.step("conclude")
        self.concluded.append(position.run)


def forgotten() -> NotFound:
    """Return what a source says that has forgotten a reading."""
    return NotFound("the reading is gone")


def store() -> SqliteDatabase:
    """Return a database in memory."""
    return SqliteDatabase.open(":memory:", synchronous="OFF")


def memory(clock: Clock, database: SqliteDatabase, name: str = NAME) -> Memory:
    """Return a batch's memory in ``database``."""
    return Memory(name, SqlCheckpointStore(database, clock), SqlIdempotencyStore(database, clock), clock, 30.0)


def position(**fields: object) -> Position:
    """Return a position of the first run."""
    return Position(day="2025-10-09", since=EPOCH - 86_000.0, until=OPENS_AT, due_at=OPENS_AT + 10_800.0).moved(
        **fields
    )


def window(seconds: float = 7_200.0) -> Window:
    """Return a window that is open from the test's first moment for so long."""
    return Window("2025-10-09", EPOCH, EPOCH + seconds, EPOCH + 10_800.0)


def patience(clock: Clock, sink: ListSink, seconds: float = 7_200.0) -> Patience:
    """Return a patience whose window closes after so long."""

    async def watch() -> None:
        return

    return Patience(
        clock,
        Random(1),
        BatchTrail(sink, clock, NAME),
        pause_seconds=4.0,
        pause_seconds_max=64.0,
        closes_at=clock.now() + seconds,
        watch=watch,
    )


def run_of(
    work: Numbers,
    clock: Clock,
    database: SqliteDatabase,
    sink: ListSink,
    *,
    at: Position | None = None,
    seconds: float = 7_200.0,
    kept: Memory | None = None,
) -> Run[int]:
    """Return a run from a position on."""
    return Run(
        work,
        kept or memory(clock, database),
        SETTINGS,
        window(seconds),
        at or position(),
        clock=clock,
        random=Random(1),
        trail=BatchTrail(sink, clock, NAME),
    )


def batch_of(work: Numbers, clock: Clock, database: SqliteDatabase, sink: ListSink) -> Batch[int]:
    """Return the whole batch."""
    trail = BatchTrail(sink, clock, NAME)
    return Batch(NAME, work, memory(clock, database), SETTINGS, clock=clock, random=Random(1), trail=trail)


def kinds(sink: ListSink) -> list[str]:
    """Return the kinds of the events, in their order."""
    return [event.kind.value for event in sink.events]
