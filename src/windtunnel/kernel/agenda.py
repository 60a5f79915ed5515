"""Things that are going to happen, as data, so that they survive a snapshot."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock, Timer


@dataclass(frozen=True, order=True)
class Appointment:
    """Something planned: handler ``name`` is called with ``data`` at ``when``."""

    when: float
    sequence: int
    name: str = field(compare=False)
    data: Mapping[str, Any] = field(compare=False)


class Agenda:
    """Appointments of one simulator, run by the clock at their time.

    An appointment holds plain data and the name of its handler instead of a closure: ``snapshot`` and ``restore``
    can then carry pending webhook retries, job progress and expiries to another world.

    Args:
        clock: the world's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._handlers: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        self._heap: list[Appointment] = []
        self._sequence = 0
        self._timer: Timer | None = None
        self._timer_at = float("inf")

    def handle(self, name: str, handler: Callable[[Mapping[str, Any]], None]) -> None:
        """Say what happens when an appointment called ``name`` is due."""
        assert name not in self._handlers, f"two handlers for {name!r}"
        self._handlers[name] = handler

    def plan(self, when: float, name: str, data: Mapping[str, Any] | None = None) -> Appointment:
        """Plan ``name`` for ``when``; appointments of the same time run in the order of planning."""
        assert name in self._handlers, f"no handler for {name!r}"
        self._sequence += 1
        appointment = Appointment(when, self._sequence, name, dict(data or {}))
        heapq.heappush(self._heap, appointment)
        self._arm()
        return appointment

    def cancel(self, appointment: Appointment) -> None:
        """Take ``appointment`` off the agenda if it is still on it."""
        self._heap = [kept for kept in self._heap if kept.sequence != appointment.sequence]
        heapq.heapify(self._heap)
        self._arm()

    def pending(self) -> list[Appointment]:
        """Return what is planned, earliest first."""
        return sorted(self._heap)

    def snapshot(self) -> tuple[int, tuple[Appointment, ...]]:
        """Return the agenda as an immutable value."""
        return self._sequence, tuple(self._heap)

    def restore(self, snapshot: tuple[int, tuple[Appointment, ...]]) -> None:
        """Become what ``snapshot`` was."""
        self._sequence, heap = snapshot
        self._heap = list(heap)
        heapq.heapify(self._heap)
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._timer_at = None, float("inf")
        self._arm()

    def _arm(self) -> None:
        due_at = self._heap[0].when if self._heap else float("inf")
        if due_at == self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = due_at
        self._timer = self._clock.call_at(due_at, self._ring) if self._heap else None

    def _ring(self) -> None:
        self._timer, self._timer_at = None, float("inf")
        try:
            while self._heap and self._heap[0].when <= self._clock.now():
                appointment = heapq.heappop(self._heap)
                self._handlers[appointment.name](appointment.data)
        finally:
            self._arm()
