"""Brings dead letters back when what killed them has gone away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..clock import Clock
from .job import DeadLetter
from .store import Store

BATCH_SECONDS = 1.0
"""Between two batches of new lives."""


class Health(Protocol):
    """How the systems are doing, as far as anybody here can tell."""

    def wait_seconds(self, kind: str) -> float:
        """Return how long jobs of ``kind`` should be left alone; 0 when they can be tried now."""
        ...

    def is_well(self, kind: str) -> bool:
        """Return whether all that jobs of ``kind`` cannot do without is well; else one at a time is tried."""
        ...

    def systems(self) -> Sequence[str]:
        """Return the systems that are watched, by the names that errors carry."""
        ...

    def recovered_at(self, system: str) -> float | None:
        """Return since when ``system`` is well, in seconds since the epoch; ``None`` while it is not."""
        ...

    def probe_in_seconds(self, system: str) -> float:
        """Return how long an ailing ``system`` must be left alone; 0 when one job can try it."""
        ...


@dataclass(frozen=True, slots=True)
class ReplayPolicy:
    """How eagerly dead letters come back.

    Args:
        replays_max: new lives of one letter, each after its system recovered.
        probes_max: single deliveries of one letter that ask whether its system has recovered.
        per_second: new lives per second, over all letters.
        probe_seconds: pause before a letter's first probe; it doubles with every probe.
        probe_seconds_max: longest pause between two probes of a letter.
        receives_max: the queue's limit; a probe is the last receive before it.
    """

    replays_max: int = 3
    probes_max: int = 24
    per_second: int = 10
    probe_seconds: float = 60.0
    probe_seconds_max: float = 900.0
    receives_max: int = 12

    def probe_in_seconds(self, letter: DeadLetter, now: float) -> float:
        """Return in how many seconds from ``now`` (time of day) ``letter`` may serve as a probe: one pause at most."""
        pause_seconds = min(self.probe_seconds_max, self.probe_seconds * 2.0**letter.probes)
        return min(pause_seconds, letter.dead_since + pause_seconds - now)


class Replayer:
    """Replays the letters of a system that recovered after they died; probes one that has not yet."""

    def __init__(self, store: Store, health: Health, *, clock: Clock, policy: ReplayPolicy) -> None:
        self._store = store
        self._health = health
        self._clock = clock
        self._policy = policy
        self._next_batch_at = float("-inf")
        self._finished: dict[str, float] = {}
        self.next_in_seconds: float | None = None

    def turn(self) -> list[DeadLetter]:
        """Bring back what may come back now; afterwards ``next_in_seconds`` says when to look again."""
        self.next_in_seconds = None
        return [letter for system in self._health.systems() for letter in self._turn(system)]

    def _turn(self, system: str) -> Iterator[DeadLetter]:
        recovered_at = self._health.recovered_at(system)
        if recovered_at is None:
            yield from self._probe(system)
        elif self._finished.get(system) != recovered_at:
            yield from self._replay(system, recovered_at)

    def _replay(self, system: str, recovered_at: float) -> Iterator[DeadLetter]:
        wait_seconds = self._next_batch_at - self._clock.steady()
        if wait_seconds > 0.0:
            self._look_again(wait_seconds)
            return
        limit = self._policy.per_second
        letters = self._store.dead.to_replay(
            system, before=recovered_at, replays_max=self._policy.replays_max, limit=limit
        )
        if not letters:
            self._finished[system] = recovered_at
            return
        self._next_batch_at = self._clock.steady() + BATCH_SECONDS
        self._look_again(BATCH_SECONDS)
        yield from (letter for letter in letters if self._store.dead.replay(letter.key))

    def _probe(self, system: str) -> Iterator[DeadLetter]:
        letter = self._store.dead.to_probe(system, probes_max=self._policy.probes_max)
        if letter is None:
            return
        own_seconds = self._policy.probe_in_seconds(letter, self._clock.now())
        wait_seconds = max(own_seconds, self._health.probe_in_seconds(system))
        if wait_seconds > 0.0:
            self._look_again(wait_seconds)
        elif self._store.dead.probe(letter.key, self._policy.receives_max - 1):
            yield letter

    def _look_again(self, seconds: float) -> None:
        known = self.next_in_seconds
        self.next_in_seconds = seconds if known is None else min(known, seconds)
