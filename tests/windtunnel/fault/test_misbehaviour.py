"""misbehaviour."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_each_strike_draws_one_of_the_ways() -> None:
    """All ways are used, and nothing else."""
    vendor = Vendor()
    fault = make({"kind": "misbehaviour", "ways": ["truncated", "refusal"]}, vendor)
    bodies = {outcome.response.body for _ in range(40) if (outcome := send(fault, vendor)).response}
    assert bodies == {b"truncated", b"refusal"}
