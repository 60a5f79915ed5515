"""bandwidth."""

from __future__ import annotations

import pytest

from .striking import Vendor, make, send


def test_the_body_takes_as_long_as_the_line_needs() -> None:
    """Bytes by rate, in pieces of a tenth of a second."""
    outcome = send(make({"kind": "bandwidth", "rate": 100}), Vendor())
    assert outcome.response is not None
    size = len(outcome.response.whole_body())
    took = sum(chunk.delay_seconds for chunk in outcome.response.chunks or ())
    assert took == pytest.approx(size / 100, abs=0.1)
