"""Policies write to the audit trail."""

from __future__ import annotations

from adapters.audit import AuditEvent, AuditKind
from adapters.outbound.correlation import correlation
from adapters.outbound.intent import Intent
from tests.adapters.fake_clock import EPOCH, FakeClock, virtual
from tests.adapters.fake_system import ListSink, reporter


@virtual
async def test_an_event_says_when_what_and_for_whom(clock: FakeClock) -> None:
    """Time, system, operation, key and the correlation id are filled in."""
    sink = ListSink()
    await clock.sleep(5.0)
    with correlation("job-1"):
        reporter(clock, sink).report(AuditKind.RETRY, Intent("op", idempotent=True, key="k"), attempt=2)
    reporter(clock, sink).report(AuditKind.BREAKER, after="open")
    assert sink.events == [
        AuditEvent(EPOCH + 5.0, AuditKind.RETRY, "thing", "op", "k", {"attempt": 2, "correlation_id": "job-1"}),
        AuditEvent(EPOCH + 5.0, AuditKind.BREAKER, "thing", None, None, {"after": "open"}),
    ]
