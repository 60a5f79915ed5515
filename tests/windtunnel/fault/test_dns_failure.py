"""dns-failure."""

from __future__ import annotations

from windtunnel.world.exchange import Loss

from .striking import Vendor, make, send


def test_nothing_is_sent() -> None:
    """The name has no address."""
    vendor = Vendor()
    outcome = send(make({"kind": "dns-failure"}), vendor)
    assert (outcome.loss, outcome.reached, vendor.handled) == (Loss.UNRESOLVED, False, 0)
