"""How policies write to the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from ..audit import AuditEvent, AuditKind, AuditSink, Scalar
from ..clock import Clock
from .correlation import correlation_id
from .intent import Intent


@dataclass(frozen=True, slots=True)
class Reporter:
    """Writes the audit events of one system; every event carries the correlation id, if there is one."""

    system: str
    clock: Clock
    sink: AuditSink

    def report(self, kind: AuditKind, intent: Intent | None = None, **fields: Scalar) -> None:
        """Record an event of ``kind``, for ``intent`` where one is concerned."""
        correlation = correlation_id()
        if correlation is not None:
            fields["correlation_id"] = correlation
        operation, key = (intent.operation, intent.key) if intent else (None, None)
        self.sink.record(AuditEvent(self.clock.now(), kind, self.system, operation, key, fields))
