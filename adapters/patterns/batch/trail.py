"""The audit trail of batches."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

from ...audit import AuditEvent, AuditKind, AuditSink, Scalar
from ...clock import Clock


class BatchKind(StrEnum):
    """What happened to a run."""

    STARTED = "batch-started"
    PROGRESS = "batch-progress"
    STOPPED = "batch-stopped"
    WAITING = "batch-waiting"
    ESCALATED = "batch-escalated"
    FINISHED = "batch-finished"


class BatchTrail:
    """Notes what happened to a batch and its items, at the clock's time.

    Args:
        sink: where events go, masked.
        clock: their time.
        name: the batch's, which every event carries as its operation.
    """

    def __init__(self, sink: AuditSink, clock: Clock, name: str) -> None:
        self._sink = sink
        self._clock = clock
        self._name = name

    def note(self, kind: AuditKind | BatchKind, key: str, *, system: str | None = None, **fields: Scalar) -> None:
        """Record one event; ``fields`` hold ids, counts and typed reasons, never a value from a payload."""
        # sinks read the kind's value only, and batches have kinds that the rest of the integration has not
        known = cast("AuditKind", kind)
        self._sink.record(AuditEvent(self._clock.now(), known, system, self._name, key, fields))
