"""The audit trail of this side."""

from __future__ import annotations

from adapters.audit import AuditEvent, AuditKind
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock


def test_a_note_has_time_kind_key_and_fields() -> None:
    """And the system, where one is involved."""
    sink = RecordingSink()
    Trail(sink, SteppedClock()).note(AuditKind.DEGRADED, "triage:7", system="crm", reason="away")
    assert sink.events == [
        AuditEvent(EPOCH, AuditKind.DEGRADED, system="crm", key="triage:7", fields={"reason": "away"})
    ]
