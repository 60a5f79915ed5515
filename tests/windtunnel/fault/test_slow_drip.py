"""slow-drip."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_the_body_arrives_drop_by_drop() -> None:
    """Whole in the end, each drop after its pause."""
    outcome = send(make({"kind": "slow-drip", "bytes": 10, "pause": "3s"}), Vendor())
    assert outcome.response is not None
    chunks = outcome.response.chunks or ()
    assert {chunk.delay_seconds for chunk in chunks} == {3.0}
    assert max(len(chunk.data) for chunk in chunks) == 10
    assert outcome.response.json() == {"id": 7, "text": "a whole answer"}
