"""The messages of one topic in memory: what is ready, leased, delayed and dead. No I/O, no waiting."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count

from ..clock import Clock
from ..ports.broker import DeadLetter, Depth, Message, Selection, Topic
from ..stores.errors import LeaseLost
from .delivery import POISONED, Received
from .lanes import lane_of


@dataclass(slots=True)
class Entry:
    """A message that is not settled; ``lease`` counts its deliveries and tells them apart.

    ``due_at`` and ``lease_until`` are steady seconds.
    """

    sequence: int
    received: Received
    lane: int
    due_at: float = 0.0
    lease: int = 0
    leased: bool = False
    lease_until: float = 0.0


@dataclass(slots=True)
class _Lane:
    ready: list[tuple[int, Entry]] = field(default_factory=list[tuple[int, Entry]])
    taken: int = 0
    """Entries that are leased or wait for their retry."""


class MemoryQueue:
    """A topic's messages.

    Args:
        topic: what is promised.
        clock: decides what is due, and which lease has lapsed.
    """

    def __init__(self, topic: Topic, clock: Clock) -> None:
        self._topic = topic
        self._clock = clock
        self._sequences = count(1)
        self._entries: dict[int, Entry] = {}
        self._lanes = [_Lane() for _ in range(topic.lanes)]
        self._next_lane = 0
        self._timers: list[tuple[float, int, int]] = []
        self._letters: list[DeadLetter] = []
        self._known: set[str] = set()
        self._known_until: deque[tuple[float, str]] = deque()

    def put(self, message: Message) -> bool:
        """Store a message; return ``False`` when its id was published within the topic's window."""
        now, steady = self._clock.now(), self._clock.steady()
        while self._known_until and self._known_until[0][0] <= steady:
            self._known.discard(self._known_until.popleft()[1])
        if message.id in self._known:
            return False
        self._known.add(message.id)
        self._known_until.append((steady + self._topic.deduplication_seconds, message.id))
        self._add(Received(message, now, now, 0))
        return True

    def take(self) -> Entry | None:
        """Lease the next message, lanes in turn; ``None`` when none is ready."""
        for offset in range(len(self._lanes)):
            number = (self._next_lane + offset) % len(self._lanes)
            entry = self._take_from(self._lanes[number])
            if entry is not None:
                self._next_lane = (number + 1) % len(self._lanes)
                return entry
        return None

    def _take_from(self, lane: _Lane) -> Entry | None:
        while lane.ready and not (self._topic.ordered and lane.taken):
            _, entry = heapq.heappop(lane.ready)
            if entry.received.receives < self._topic.receives_max:
                self._lease(lane, entry)
                return entry
            reason = POISONED.format(receives=entry.received.receives)
            self._letters.append(entry.received.letter(reason, self._clock.now()))
            del self._entries[entry.sequence]
        return None

    def _lease(self, lane: _Lane, entry: Entry) -> None:
        lane.taken += 1
        entry.leased = True
        entry.lease += 1
        entry.received = _again(entry.received, entry.received.receives + 1)
        self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        entry.lease_until = self._clock.steady() + self._topic.lease_seconds
        heapq.heappush(self._timers, (entry.lease_until, entry.sequence, entry.lease))

    def expire(self) -> None:
        """Make ready again what was delayed until now, and what was leased for too long."""
        steady = self._clock.steady()
        while self._timers and self._timers[0][0] <= steady:
            at, sequence, lease = heapq.heappop(self._timers)
            entry = self._entries.get(sequence)
            if entry is None or entry.lease != lease or at != (entry.lease_until if entry.leased else entry.due_at):
                continue
            if entry.leased:
                entry.received = _failed(entry.received, self._clock.now() - (steady - at))
            self._give_back(entry)

    def next_change_seconds(self) -> float | None:
        """Return in how many seconds a lease lapses or a retry comes due; ``None`` for never."""
        return self._timers[0][0] - self._clock.steady() if self._timers else None

    def acknowledge(self, sequence: int, lease: int) -> None:
        """Forget a message that is done.

        Raises:
            LeaseLost: this delivery is no longer the valid one; so does every other method that takes a lease.
        """
        entry = self._held(sequence, lease)
        self._lanes[entry.lane].taken -= 1
        del self._entries[sequence]

    def postpone(self, sequence: int, lease: int, delay_seconds: float, *, counted: bool) -> None:
        """Take a message back; it is ready again after ``delay_seconds``."""
        entry = self._held(sequence, lease)
        entry.received = _failed(entry.received, self._clock.now())
        if not counted:
            entry.received = _again(entry.received, entry.received.receives - 1)
        entry.leased = False
        entry.due_at = self._clock.steady() + delay_seconds
        if delay_seconds > 0.0:
            heapq.heappush(self._timers, (entry.due_at, sequence, lease))
        else:
            self._give_back(entry)

    def return_unused(self, sequence: int, lease: int) -> None:
        """Take back a message that nobody worked on: the delivery does not count."""
        entry = self._held(sequence, lease)
        entry.received = _again(entry.received, entry.received.receives - 1)
        self._give_back(entry)

    def bury(self, sequence: int, lease: int, letter: DeadLetter) -> None:
        """Make a message a dead letter."""
        self.acknowledge(sequence, lease)
        self._letters.append(letter)

    def extend(self, sequence: int, lease: int) -> None:
        """Begin a lease anew."""
        self._keep(self._held(sequence, lease))

    def depth(self) -> Depth:
        """Count the messages."""
        leased = sum(entry.leased for entry in self._entries.values())
        ready = sum(len(lane.ready) for lane in self._lanes)
        oldest = min((entry.received.queued_at for entry in self._entries.values()), default=None)
        return Depth(
            ready=ready,
            in_flight=leased,
            delayed=len(self._entries) - leased - ready,
            dead=len(self._letters),
            oldest_age_seconds=None if oldest is None else self._clock.now() - oldest,
        )

    def dead_letters(self, limit: int) -> list[DeadLetter]:
        """Return dead letters, those that died first at the front."""
        return self._letters[:limit]

    def replay(self, selection: Selection) -> list[str]:
        """Put dead letters back; return their ids."""
        ids = selection.ids
        named = self._letters if ids is None else [letter for letter in self._letters if letter.message.id in ids]
        chosen = [letter for letter in named if selection.matches(letter)][: selection.limit]
        taken = {id(letter) for letter in chosen}
        self._letters = [letter for letter in self._letters if id(letter) not in taken]
        for letter in chosen:
            self._add(Received(letter.message, letter.published_at, self._clock.now(), 0))
        return [letter.message.id for letter in chosen]

    def _add(self, received: Received) -> None:
        entry = Entry(next(self._sequences), received, lane_of(received.message.key, self._topic.lanes))
        self._entries[entry.sequence] = entry
        heapq.heappush(self._lanes[entry.lane].ready, (entry.sequence, entry))

    def _give_back(self, entry: Entry) -> None:
        lane = self._lanes[entry.lane]
        lane.taken -= 1
        entry.leased = False
        entry.lease += 1  # the timers of the delivery that ended mean nothing any more
        heapq.heappush(lane.ready, (entry.sequence, entry))

    def _held(self, sequence: int, lease: int) -> Entry:
        entry = self._entries.get(sequence)
        if entry is None or not entry.leased or entry.lease != lease:
            raise LeaseLost(f"{self._topic.name}: this delivery of message {sequence} is no longer the valid one")
        return entry


def _again(received: Received, receives: int) -> Received:
    return Received(received.message, received.published_at, received.queued_at, receives, received.first_failed_at)


def _failed(received: Received, at: float) -> Received:
    first = at if received.first_failed_at is None else received.first_failed_at
    return Received(received.message, received.published_at, received.queued_at, received.receives, first)
