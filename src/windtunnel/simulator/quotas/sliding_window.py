"""Sliding window: the last N seconds, counted in slots."""

from __future__ import annotations

from .window import CLOCK_STEP_SECONDS, Level

SLOTS = 96
"""A day in quarter hours: fine enough for vendors' rolling limits, and constant in memory."""


class SlidingWindow:
    """Counts over the last ``window_seconds``, forgetting one slot at a time.

    Args:
        window_seconds: length of the window.
    """

    def __init__(self, window_seconds: float) -> None:
        self.window_seconds = window_seconds
        self._slot_seconds = window_seconds / SLOTS

    def charge(
        self, usage: tuple[tuple[int, float], ...] | None, limit: float, cost: float, now: float
    ) -> tuple[tuple[tuple[int, float], ...], Level]:
        """Spend ``cost``; usage is ((slot number, spent), ...), oldest first."""
        current = int((now + CLOCK_STEP_SECONDS) // self._slot_seconds)
        kept = usage or ()
        if kept and kept[0][0] <= current - SLOTS:
            kept = tuple(slot for slot in kept if slot[0] > current - SLOTS)
        spent = sum(count for _, count in kept)
        if spent + cost > limit:
            wait = self._until_room(kept, spent + cost - limit, now)
            return kept, Level(False, max(0.0, limit - spent), wait, wait)
        if kept and kept[-1][0] == current:
            kept = (*kept[:-1], (current, kept[-1][1] + cost))
        else:
            kept = (*kept, (current, cost))
        reset = (kept[0][0] + SLOTS) * self._slot_seconds - now
        return kept, Level(True, limit - spent - cost, reset, 0.0)

    def _until_room(self, kept: tuple[tuple[int, float], ...], needed: float, now: float) -> float:
        freed = 0.0
        for number, count in kept:
            freed += count
            if freed >= needed:
                return (number + SLOTS) * self._slot_seconds - now
        return self.window_seconds
