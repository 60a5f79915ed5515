"""The lives of the subject: what one process has learned, the next one does not know."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def died_between(deaths: Sequence[float], since: float, until: float) -> bool:
    """Tell whether the subject died from ``since`` to ``until``, both included.

    Args:
        deaths: when it died, in ascending order.
        since: world time of the beginning.
        until: world time of the end.
    """
    return bisect_left(deaths, since) < bisect_right(deaths, until)


def born(deaths: Sequence[float], moment: float) -> float:
    """Return when the process that is there at ``moment`` came after: the last death until then, if there was one."""
    count = bisect_right(deaths, moment)
    return deaths[count - 1] if count else float("-inf")
