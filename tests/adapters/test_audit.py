"""The audit trail holds small, masked events."""

from __future__ import annotations

import io
import json

from adapters.audit import (
    TEXT_LENGTH_MAX,
    AuditEvent,
    AuditKind,
    JsonLinesSink,
    MaskingSink,
    NullSink,
    Scalar,
)
from adapters.masking import MASK, Secret
from tests.adapters.fake_system import ListSink


def test_json_lines_hold_one_masked_object_per_event() -> None:
    """Every text of an event passes masking, wherever it stands; numbers stay numbers."""
    secret = Secret("audit-canary-99")
    stream = io.StringIO()
    sink = JsonLinesSink(stream)
    fields: dict[str, Scalar] = {
        "reason": "said audit-canary-99",
        "status": 200,
        "seconds": 0.25,
        "ok": True,
        "nothing": None,
    }
    sink.record(AuditEvent(12.5, AuditKind.ATTEMPT, "thing", "op audit-canary-99", "k-audit-canary-99", fields))
    sink.record(AuditEvent(13.0, AuditKind.DEAD_LETTERED))
    first, second = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert first == {
        "at": 12.5,
        "kind": "attempt",
        "system": "thing",
        "operation": f"op {MASK}",
        "key": f"k-{MASK}",
        "fields": {"reason": f"said {MASK}", "status": 200, "seconds": 0.25, "ok": True, "nothing": None},
    }
    assert second["kind"] == "dead-lettered"
    assert second["fields"] == {}
    assert secret


def test_a_number_is_not_broken_by_a_secret_of_digits() -> None:
    """A secret that looks like a number masks texts only, so the line stays JSON."""
    secret = Secret("12345678")
    stream = io.StringIO()
    JsonLinesSink(stream).record(AuditEvent(12345678.0, AuditKind.RETRY, key="12345678"))
    line = json.loads(stream.getvalue())
    assert (line["at"], line["key"]) == (12345678.0, MASK)
    assert secret


def test_the_masking_sink_hands_on_masked_and_bounded_texts() -> None:
    """A sink behind it sees neither secrets nor long texts."""
    secret = Secret("audit-canary-99")
    inner = ListSink()
    MaskingSink(inner).record(AuditEvent(1.0, AuditKind.RETRY, fields={"why": "x" * 999, "s": "audit-canary-99"}))
    assert inner.events[0].fields == {"why": "x" * TEXT_LENGTH_MAX, "s": MASK}
    assert secret


def test_the_null_sink_takes_everything() -> None:
    """It satisfies the protocol and keeps nothing."""
    sink = NullSink()
    sink.record(AuditEvent(1.0, AuditKind.RETRY))
    assert not vars(sink)
