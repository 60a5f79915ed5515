"""Daily allotments that the vendor counts itself: bulk batches, query jobs and the like.

The profile's quotas in requests are charged by the kit; these count other units in the same window.
"""

from __future__ import annotations

from windtunnel.simulator.quotas.sliding_window import SlidingWindow

from .org import Org

ALLOTMENTS = "_allotments"
DAY_SECONDS = 86400
_WINDOW = SlidingWindow(DAY_SECONDS)


def spend(org: Org, name: str, amount: int) -> bool:
    """Spend part of a daily limit of the profile; return whether there was enough left."""
    kept = org.store[ALLOTMENTS].get(name)
    usage, level = _WINDOW.charge(kept["usage"] if kept is not None else None, org.limit(name), amount, org.now)
    org.store[ALLOTMENTS].put(name, {"usage": usage})
    return level.allowed


def remaining(org: Org, name: str) -> int:
    """Return what is left of a daily limit of the profile."""
    kept = org.store[ALLOTMENTS].get(name)
    _, level = _WINDOW.charge(kept["usage"] if kept is not None else None, org.limit(name), 0, org.now)
    return int(level.remaining)
