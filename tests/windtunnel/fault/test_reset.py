"""reset."""

from __future__ import annotations

from windtunnel.world.exchange import Loss

from .striking import Vendor, make, send


def test_a_reset_loses_the_request() -> None:
    """The system does not see it, and the client gets a reset."""
    vendor = Vendor()
    outcome = send(make({"kind": "reset"}), vendor)
    assert (outcome.loss, outcome.reached, vendor.handled) == (Loss.RESET, False, 0)
