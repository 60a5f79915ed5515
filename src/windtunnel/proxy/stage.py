"""One step of a link: chunks go in at one end and come out at the other, later, fewer or smaller.

A stage never waits and never drops a chunk on its own account: it holds at most one chunk while it waits for a timer,
keeps what the next step has no room for, and tells the step before it as soon as it has room again. Everything runs in
callbacks of one event loop, so a stage can be changed or taken out between any two of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from windtunnel.kernel.clock import Clock, Timer

CHUNK_BYTES = 32 * 1024
"""How much of a stream one chunk holds at most; the unit that latency and jitter are drawn for."""


class Attributes(BaseModel):
    """What a toxic can be told; JSON types are taken literally and unknown keys are ignored, as Toxiproxy does."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


AttributesType = TypeVar("AttributesType", bound=Attributes)


@dataclass(slots=True)
class Chunk:
    """Bytes under way.

    Args:
        data: the bytes.
        at: when they count as received, in seconds of the clock.
    """

    data: bytes | memoryview
    at: float


class Ending(Enum):
    """Why nothing more follows."""

    CLOSED = "closed"
    """The peer has closed its half."""
    CUT = "cut"
    """The connection ends here, both halves of it."""
    RESET = "reset"
    """The connection ends here with RST to both peers."""


class Sink(Protocol):
    """What takes chunks."""

    def has_room(self) -> bool:
        """Tell whether a chunk may be pushed now."""
        ...

    def push(self, chunk: Chunk) -> None:
        """Take a chunk."""
        ...

    def end(self, ending: Ending) -> None:
        """Take note that nothing more follows."""
        ...


class Dice(Protocol):
    """Decides whether a toxic strikes."""

    def strikes(self) -> bool:
        """Tell whether it strikes what passes now."""
        ...


class Stage(Generic[AttributesType]):
    """Passes every chunk on as it is; toxics override ``apply`` and its companions.

    Args:
        attributes: what the toxic was told.
        clock: the time and the timers.
        random: the toxic's own chance on this link.
        dice: whether the toxic strikes.
    """

    capacity_chunks: ClassVar[int] = 1

    def __init__(self, attributes: AttributesType, clock: Clock, random: Random, dice: Dice) -> None:
        self.attributes = attributes
        self.clock = clock
        self.random = random
        self.dice = dice
        self._inbox: deque[Chunk] = deque()
        self._outbox: deque[Chunk] = deque()
        self._held: Chunk | None = None
        self._waiting = False
        self._timer: Timer | None = None
        self._input_ending: Ending | None = None
        self._end_applied = False
        self._output_ending: Ending | None = None
        self._end_delivered = False
        self._pumping = False
        self._next: Sink
        self._resume_previous: Callable[[], None]

    def connect(self, resume_previous: Callable[[], None], following: Sink) -> None:
        """Put the stage into its place: who is told that there is room, and who takes what comes out."""
        self._resume_previous = resume_previous
        self._next = following

    def connect_previous(self, resume_previous: Callable[[], None]) -> None:
        """Change who is told that there is room."""
        self._resume_previous = resume_previous

    def connect_next(self, following: Sink) -> None:
        """Change who takes what comes out."""
        self._next = following

    # What toxics override.

    def start(self) -> None:
        """Begin to work, at first and after a change."""

    def apply(self, chunk: Chunk) -> None:
        """Work on a chunk that the toxic strikes."""
        self.emit(chunk)

    def spare(self, chunk: Chunk) -> None:
        """Pass a chunk that the toxic does not strike."""
        self.emit(chunk)

    def apply_end(self, ending: Ending) -> None:
        """Work on the end of the stream that the toxic strikes."""
        self.finish(ending)

    def interrupt(self) -> None:
        """Stop waiting; what is held goes out unchanged."""
        self._cancel_timer()
        self._waiting = False
        if self._held is not None:
            chunk, self._held = self._held, None
            self.emit(chunk)
        self._end_applied = self._output_ending is not None

    def withdraw(self) -> None:
        """Stop for good, because the toxic is removed."""
        self.interrupt()

    # What toxics use.

    def emit(self, chunk: Chunk) -> None:
        """Let a chunk out."""
        self._outbox.append(chunk)

    def finish(self, ending: Ending) -> None:
        """Let nothing more out."""
        self._cancel_timer()
        self._waiting = False
        self._held = None
        self._output_ending = ending

    def hold(self, chunk: Chunk | None, seconds: float | None, then: Callable[[], None]) -> None:
        """Keep a chunk, or the end of the stream, and call ``then`` after ``seconds``; None: until interrupted."""
        self._held = chunk
        self._waiting = True
        if seconds is not None:
            self._timer = self.clock.call_at(self.clock.now() + seconds, lambda: self._due(then))

    def let_go(self) -> Chunk:
        """Return the chunk that is held and hold it no longer."""
        assert self._held is not None
        chunk, self._held = self._held, None
        self._waiting = False
        return chunk

    # What the link uses.

    def has_room(self) -> bool:
        """Tell whether a chunk may be pushed now."""
        return len(self._inbox) < self.capacity_chunks

    def push(self, chunk: Chunk) -> None:
        """Take a chunk."""
        self._inbox.append(chunk)
        self.pump()

    def end(self, ending: Ending) -> None:
        """Take note that nothing more follows."""
        self._input_ending = ending
        self.pump()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is inside."""
        return not (self._inbox or self._outbox or self._waiting)

    @property
    def is_over(self) -> bool:
        """Whether the next step has been told that nothing more follows."""
        return self._end_delivered

    def change(self, attributes: AttributesType, dice: Dice) -> None:
        """Go on with other attributes; what is held goes out at once."""
        self.interrupt()
        self.attributes = attributes
        self.dice = dice
        self.start()
        self.pump()

    def pump(self) -> None:
        """Move everything that can move."""
        if self._pumping:
            return
        self._pumping = True
        try:
            while self._step():
                pass
        finally:
            self._pumping = False

    def discard(self) -> None:
        """Forget everything; the connection is gone."""
        self._cancel_timer()
        self._inbox.clear()
        self._outbox.clear()
        self._held = None
        self._end_applied = self._end_delivered = True
        self._output_ending = Ending.CUT

    def take_over(self, removed: Stage[AttributesType]) -> None:
        """Go on in place of the following stage, with what is still inside it."""
        inside: Iterable[Chunk] = (*removed._outbox, *removed._inbox)
        if removed._output_ending is not None:
            self.discard()
            inside = removed._outbox
            self._output_ending = removed._output_ending
            self._end_delivered = removed._end_delivered
        else:
            self._end_delivered = False
        self._outbox.extendleft(reversed(tuple(inside)))
        self._next = removed._next

    def _step(self) -> bool:
        moved = self._flush()
        if self._outbox or self._waiting or self._end_applied or self._output_ending is not None:
            return moved
        if self._inbox:
            self._take(self._inbox.popleft())
            self._resume_previous()
            return True
        if self._input_ending is not None:
            self._end_applied = True
            if self.dice.strikes():
                self.apply_end(self._input_ending)
            else:
                self.finish(self._input_ending)
            return True
        return moved

    def _take(self, chunk: Chunk) -> None:
        if self.dice.strikes():
            self.apply(chunk)
        else:
            self.spare(chunk)

    def _flush(self) -> bool:
        moved = False
        while self._outbox and self._next.has_room():
            self._next.push(self._outbox.popleft())
            moved = True
        if self._output_ending is not None and not self._outbox and not self._end_delivered:
            self._end_delivered = True
            self._next.end(self._output_ending)
        return moved

    def _due(self, then: Callable[[], None]) -> None:
        self._timer = None
        then()
        self.pump()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
