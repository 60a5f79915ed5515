"""duplicate-delivery."""

from __future__ import annotations

from .striking import deliver, make


def test_copies_follow_byte_for_byte() -> None:
    """The genuine delivery goes at once, the copies within the time."""
    first, *copies = deliver(make({"kind": "duplicate-delivery", "copies": 3, "within": "10s"}))
    assert (first.delay_seconds, first.fault) == (0, None)
    assert [copy.parcel for copy in copies] == [first.parcel] * 3
    assert all(0 <= copy.delay_seconds <= 10 and copy.genuine and copy.fault for copy in copies)
