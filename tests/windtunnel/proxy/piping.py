"""One stage between a tap and a collector, on a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.stage import Chunk, Ending
from windtunnel.proxy.toxics import TOXIC_TYPES


@dataclass
class Collector:
    """Takes what comes out, with the time at which it came.

    Args:
        clock: tells the time, counted from where it began.
        room: how many chunks it takes.
    """

    clock: SteppedClock
    room: int = 1 << 30
    chunks: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    ending: Ending | None = None
    ended_at: float | None = None

    def __post_init__(self) -> None:
        self._epoch = self.clock.now()

    def has_room(self) -> bool:
        """Tell whether it takes one more."""
        return len(self.chunks) < self.room

    def push(self, chunk: Chunk) -> None:
        """Take a chunk."""
        assert self.has_room()
        assert self.ending is None
        self.chunks.append(bytes(chunk.data))
        self.times.append(round(self.clock.now() - self._epoch, 6))

    def end(self, ending: Ending) -> None:
        """Take the end."""
        assert self.ending is None
        self.ending = ending
        self.ended_at = round(self.clock.now() - self._epoch, 6)

    @property
    def data(self) -> bytes:
        """Everything that came out."""
        return b"".join(self.chunks)


@dataclass
class Loaded:
    """Dice that always fall the same way, until they are turned."""

    struck: bool = True

    def strikes(self) -> bool:
        """Tell whether the toxic strikes."""
        return self.struck


class Pipe:
    """A stage with its surroundings.

    Args:
        type_name: the toxic.
        attributes: what it is told.
        strikes: how its dice fall.
        seed: of its chance.
    """

    def __init__(self, type_name: str, *, strikes: bool = True, seed: int = 1, **attributes: int) -> None:
        self.clock = SteppedClock(0.0)
        self.out = Collector(self.clock)
        self.dice = Loaded(strikes)
        self.resumed = 0
        self.kind = TOXIC_TYPES[type_name]
        self.stage = self.kind.stage(self.kind.attributes(**attributes), self.clock, Random(seed), self.dice)
        noop = TOXIC_TYPES["noop"]
        self.entrance = noop.stage(noop.attributes(), self.clock, Random(0), Loaded())
        self.entrance.connect(self._resume, self.stage)
        self.stage.connect(self.entrance.pump, self.out)
        self.stage.start()

    def send(self, data: bytes) -> None:
        """Push a chunk that was received now."""
        self.entrance.push(Chunk(data, self.clock.now()))

    def end(self, ending: Ending = Ending.CLOSED) -> None:
        """End the stream."""
        self.entrance.end(ending)

    def change(self, **attributes: int) -> None:
        """Change the attributes."""
        self.stage.change(self.kind.attributes(**attributes), self.dice)

    def withdraw(self) -> list[bytes]:
        """Take the toxic out and return what came out by that."""
        before = len(self.out.chunks)
        self.stage.withdraw()
        self.entrance.take_over(self.stage)
        self.entrance.pump()
        return self.out.chunks[before:]

    def _resume(self) -> None:
        self.resumed += 1
