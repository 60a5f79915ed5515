"""The one ordered history of a run."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import orjson


class Kind(StrEnum):
    """What an event of the journal records."""

    ARRIVAL = "arrival"
    """The workload put something into a system; ``key`` names it."""
    DELIVERY = "delivery"
    """A system called the subject (a webhook), or the harness did."""
    ATTEMPT = "attempt"
    """The subject sent a request; ``attempt`` numbers it."""
    ANSWER = "answer"
    """How that request ended: ok, fail (it cannot have had an effect) or info (nobody can tell)."""
    EFFECT = "effect"
    """The state of a system changed."""
    FAULT = "fault"
    """A fault was injected, or an injected one was observed by the caller."""
    DRIFT = "drift"
    """An answer was changed by a drift operator."""
    RETRY = "retry"
    """The subject says that it will try again."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """Something was accepted for good: by the subject, or by a system."""
    TRANSITION = "transition"
    """Something changed its state: a breaker, a phase, a token, a job, the subject itself."""


class Event(NamedTuple):
    """One line of history: a named tuple, for a run makes tens of thousands.

    Args:
        sequence: position in the journal, from 0.
        at: world time in seconds since the Unix epoch.
        kind: what happened.
        actor: who did it: ``subject``, a role such as ``crm``, or ``harness``.
        operation: the operation concerned, in the vendor's words.
        key: the business key it belongs to, where one is known.
        attempt: number of the attempt it belongs to, where it does.
        data: everything else, JSON values only.
    """

    sequence: int
    at: float
    kind: Kind
    actor: str
    operation: str
    key: str | None
    attempt: int | None
    data: Mapping[str, Any]

    def line(self) -> bytes:
        """Return the event as one canonical JSON line."""
        written = orjson.dumps(
            {
                "sequence": self.sequence,
                "at": round(self.at, 6),
                "kind": str.__str__(self.kind),  # its value, without the descriptor on the way
                "actor": self.actor,
                "operation": self.operation,
                "key": self.key,
                "attempt": self.attempt,
                "data": self.data,
            },
            option=orjson.OPT_SORT_KEYS,
        )
        return written + b"\n"  # a copy: what orjson returns holds 4 kB and more, however short it is


class Journal:
    """Append-only list of events.

    Args:
        now: returns world time; usually ``clock.now``.
        keep: how many of the latest events to keep; ``None`` for all of them.
    """

    def __init__(self, now: Callable[[], float], keep: int | None = None) -> None:
        self._now = now
        self._events: deque[Event] | list[Event] = [] if keep is None else deque(maxlen=keep)
        self._lines: list[bytes] = []
        self._length = 0
        self._attempts = 0

    def append(
        self,
        kind: Kind,
        actor: str,
        operation: str,
        *,
        key: str | None = None,
        attempt: int | None = None,
        **data: Any,
    ) -> Event:
        """Record that something happened now and return the event."""
        event = Event(self._length, self._now(), kind, actor, operation, key, attempt, data)
        self._length += 1
        self._events.append(event)
        return event

    def next_attempt(self) -> int:
        """Return a number for a new attempt."""
        self._attempts += 1
        return self._attempts

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, index: int) -> Event:
        return self._events[index]

    def of(self, *kinds: Kind) -> Iterator[Event]:
        """Iterate over the events of the given kinds, in order."""
        return (event for event in self._events if event.kind in kinds)

    def digest(self) -> str:
        """Return the SHA-256 of all lines: equal digests mean equal histories."""
        hasher = hashlib.sha256()
        for line in self.lines():
            hasher.update(line)
        return hasher.hexdigest()

    def write(self, path: Path) -> None:
        """Write the journal as JSON Lines."""
        with path.open("wb") as file:
            file.writelines(self.lines())

    def clear(self) -> None:
        """Let go of all events; what follows is numbered on.

        A finished world is full of circles, of which its journal is the most: what it lets go of itself is not left to
        the garbage collector.
        """
        self._events.clear()
        self._lines.clear()

    def lines(self) -> Sequence[bytes]:
        """Return the events that are kept as lines; a whole journal writes each of them once."""
        if isinstance(self._events, deque):
            return [event.line() for event in self._events]
        self._lines += [event.line() for event in self._events[len(self._lines) :]]
        return self._lines


def read(lines: Iterable[bytes]) -> Iterator[Event]:
    """Read events back from JSON Lines.

    Raises:
        ValueError: a line is not an event; the message tells its number.
    """
    for number, line in enumerate(lines, start=1):
        try:
            fields = orjson.loads(line)
            yield Event(**{**fields, "kind": Kind(fields["kind"])})
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"line {number} is not a journal event: {error}") from error
