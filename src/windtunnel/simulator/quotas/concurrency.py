"""Concurrency: how many calls may be in flight at once."""

from __future__ import annotations

from .window import Level

RETRY_AFTER_SECONDS = 1.0


class Concurrency:
    """Counts calls in flight; a cost of -1 gives a place back."""

    def charge(self, usage: int | None, limit: float, cost: float, now: float) -> tuple[int, Level]:
        """Take a place (cost 1) or give it back (cost -1); usage is the number in flight."""
        in_flight = usage or 0
        if cost > 0 and in_flight + cost > limit:
            return in_flight, Level(False, max(0.0, limit - in_flight), 0.0, RETRY_AFTER_SECONDS)
        in_flight = max(0, in_flight + int(cost))
        return in_flight, Level(True, limit - in_flight, 0.0, 0.0)
