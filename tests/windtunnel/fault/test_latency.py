"""latency."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from .striking import Vendor, make, send


def test_every_answer_is_delayed_within_the_bounds() -> None:
    """Delays are drawn from the interval and differ."""
    fault, vendor = make({"kind": "latency", "least": "2s", "most": "15s"}), Vendor()
    delays = [send(fault, vendor).delay_seconds for _ in range(200)]
    assert 2 <= min(delays) < 3
    assert 14 < max(delays) <= 15


def test_bounds_in_the_wrong_order_are_refused() -> None:
    """The message says what is wrong."""
    with pytest.raises(UsageError, match="most is below least"):
        make({"kind": "latency", "least": "2s", "most": "1s"})
