"""What time it is at the vendor."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from ..clock import Clock


class VendorTime:
    """The vendor's clock, as far as its answers tell; our own may be set wrong.

    Source: RFC 9110, 6.6.1: the ``Date`` of an answer is when it was made, to the second below.

    Args:
        clock: counts on from the last answer; its time of day stands in for vendors that tell none.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead_seconds: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether there was an answer."""
        return self._ahead_seconds is not None

    def now(self) -> float:
        """Return the time at the vendor, in seconds since the epoch."""
        if self._ahead_seconds is None:
            return self._clock.now()
        return self._clock.steady() + self._ahead_seconds

    def learn(self, response: httpx.Response) -> None:
        """Read an answer that has just come, also one that refuses; without a time in it, ours has to do."""
        self._ahead_seconds = (_moment(response) or self._clock.now()) - self._clock.steady()


def _moment(response: httpx.Response) -> float | None:
    try:
        date = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, IndexError):
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
