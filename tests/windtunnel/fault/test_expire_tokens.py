"""expire-tokens."""

from __future__ import annotations

from .striking import Vendor, make, state


def test_it_expires_what_was_given_out_and_counts_it() -> None:
    """What is injected is the number of tokens."""
    vendor = Vendor()
    fault = state(make({"kind": "expire-tokens", "from": "30s"}, vendor))
    fault.begin()
    assert (vendor.expired, fault.injected) == (1, 3)
