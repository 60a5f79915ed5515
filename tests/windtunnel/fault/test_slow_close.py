"""slow-close."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_the_end_comes_after_everything_else() -> None:
    """An empty piece, late."""
    outcome = send(make({"kind": "slow-close", "delay": "9s"}), Vendor())
    assert outcome.response is not None
    *body, end = outcome.response.chunks or ()
    assert (end.data, end.delay_seconds) == (b"", 9.0)
    assert sum(chunk.delay_seconds for chunk in body) == 0
