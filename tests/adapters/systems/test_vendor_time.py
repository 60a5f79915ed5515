"""What time it is at the vendor."""

from __future__ import annotations

from email.utils import formatdate

import httpx
import pytest

from adapters.systems.vendor_time import VendorTime
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock
from tests.adapters.set_clock import SetClock


def test_the_time_of_an_answer_counts_on_whatever_is_done_to_our_clock() -> None:
    """Before the first answer there is nothing but our own clock."""
    clock = SteppedClock()
    shown = SetClock(clock, 3600.0)
    time = VendorTime(shown)
    assert (time.is_known, time.now()) == (False, EPOCH + 3600.0)
    time.learn(httpx.Response(422, headers={"date": formatdate(EPOCH, usegmt=True)}))
    shown.ahead_seconds = -3600.0
    clock.advance(7.0)
    assert (time.is_known, time.now()) == (True, EPOCH + 7.0)


@pytest.mark.parametrize("headers", [{}, {"date": "yesterday"}])
def test_an_answer_without_a_time_leaves_us_with_our_own(headers: dict[str, str]) -> None:
    """And it is not asked for again and again."""
    time = VendorTime(SteppedClock())
    time.learn(httpx.Response(200, headers=headers))
    assert (time.is_known, time.now()) == (True, EPOCH)
