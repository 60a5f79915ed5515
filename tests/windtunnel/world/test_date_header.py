"""The Date header."""

from __future__ import annotations

from windtunnel.kernel.clock import SteppedClock
from windtunnel.world.date_header import DateHeader


def test_it_tells_the_worlds_time() -> None:
    """In the format of RFC 9110, in whole seconds."""
    clock = SteppedClock(0.0)
    header = DateHeader(clock)
    assert header.value() == b"Thu, 01 Jan 1970 00:00:00 GMT"
    clock.advance(61.5)
    assert header.value() == b"Thu, 01 Jan 1970 00:01:01 GMT"
