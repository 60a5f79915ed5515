"""refuse."""

from __future__ import annotations

from windtunnel.world.exchange import Loss

from .striking import Vendor, make, send


def test_the_system_never_sees_a_refused_request() -> None:
    """A refused connection carries nothing."""
    vendor = Vendor()
    outcome = send(make({"kind": "refuse"}), vendor)
    assert (outcome.loss, outcome.reached, vendor.handled) == (Loss.REFUSE, False, 0)
