"""How long receipts took, the recent ones."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping

from ...clock import Clock

KEPT = 1_000
RANKS = (50, 95, 99)


class Latencies:
    """Seconds from acceptance to the end, of the last receipts that were settled.

    Args:
        clock: seconds since the epoch.
        kept: how many receipts.
    """

    def __init__(self, clock: Clock, kept: int = KEPT) -> None:
        self._clock = clock
        self._seconds: deque[float] = deque(maxlen=kept)

    def settled(self, accepted_at: float) -> None:
        """Count a receipt that was settled now."""
        self._seconds.append(self._clock.now() - accepted_at)

    def percentiles(self) -> Mapping[str, float]:
        """Return the 50th, 95th and 99th percentile in seconds; nothing before the first receipt."""
        ordered = sorted(self._seconds)
        return {f"p{rank}": ordered[math.ceil(rank / 100 * len(ordered)) - 1] for rank in RANKS} if ordered else {}
