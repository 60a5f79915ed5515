"""black-hole."""

from __future__ import annotations

from windtunnel.world.exchange import Loss

from .striking import Vendor, make, send


def test_a_black_hole_answers_nothing() -> None:
    """The request disappears without a sign."""
    vendor = Vendor()
    outcome = send(make({"kind": "black-hole"}), vendor)
    assert (outcome.loss, vendor.handled) == (Loss.SILENCE, 0)
