"""The Date header that every server sends."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache

from windtunnel.kernel.clock import Clock


class DateHeader:
    """The world's time as HTTP writes it, formatted once a second.

    Args:
        clock: the world's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._second = -1
        self._text = b""

    def value(self) -> bytes:
        """Return the header's value now."""
        second = int(self._clock.now())
        if second != self._second:
            self._second, self._text = second, _written(second)
        return self._text


@lru_cache(maxsize=16_384)
def _written(second: int) -> bytes:
    """Return a time as HTTP writes it; many runs begin at the same one."""
    return formatdate(second, usegmt=True).encode()
