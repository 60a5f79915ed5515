"""scale-quota."""

from __future__ import annotations

from .striking import Vendor, make, state


def test_the_scale_is_taken_back_at_the_end() -> None:
    """Begin scales, end restores."""
    vendor = Vendor()
    fault = state(make({"kind": "scale-quota", "scale": 0.1, "quota": "account"}, vendor))
    fault.begin()
    fault.end()
    assert vendor.scales == [(0.1, "account"), (1.0, "account")]
