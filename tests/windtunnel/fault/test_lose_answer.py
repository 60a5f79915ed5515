"""lose-answer."""

from __future__ import annotations

import pytest

from windtunnel.world.exchange import Loss

from .striking import Vendor, make, send


@pytest.mark.parametrize(("how", "loss"), [("reset", Loss.RESET), ("silence", Loss.SILENCE)])
def test_the_effect_happens_and_the_answer_does_not_arrive(how: str, loss: Loss) -> None:
    """The system has acted when the answer is lost."""
    vendor = Vendor()
    outcome = send(make({"kind": "lose-answer", "how": how}), vendor)
    assert (outcome.loss, outcome.reached, vendor.handled) == (loss, True, 1)
