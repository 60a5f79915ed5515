"""The audit trail of this side: every change of a job's state, with its key."""

from __future__ import annotations

from .audit import AuditEvent, AuditKind, AuditSink, Scalar
from .clock import Clock


class Trail:
    """Notes what happened, at the clock's time."""

    def __init__(self, sink: AuditSink, clock: Clock) -> None:
        self._sink = sink
        self._clock = clock

    def note(self, kind: AuditKind, key: str, *, system: str | None = None, **fields: Scalar) -> None:
        """Record one event; ``fields`` hold ids, counts and typed reasons, never a value from a payload."""
        self._sink.record(AuditEvent(self._clock.now(), kind, system=system, key=key, fields=fields))
