"""The audit trail of batches."""

from __future__ import annotations

from io import StringIO

from adapters.audit import AuditKind, JsonLinesSink
from adapters.patterns.batch.trail import BatchKind, BatchTrail
from tests.adapters.fake_clock import EPOCH, FakeClock, virtual


@virtual
async def test_events_carry_time_kind_batch_and_key(clock: FakeClock) -> None:
    """A batch's own kinds are written as the common ones are."""
    stream = StringIO()
    trail = BatchTrail(JsonLinesSink(stream), clock, "numbers")
    trail.note(BatchKind.FINISHED, "2025-10-09", rows=3)
    trail.note(AuditKind.REJECTED, "7", reason="bad")
    finished, rejected = stream.getvalue().splitlines()
    assert finished == (
        f'{{"at":{EPOCH},"kind":"batch-finished","system":null,"operation":"numbers","key":"2025-10-09",'
        '"fields":{"rows":3}}'
    )
    assert '"kind":"rejected"' in rejected
