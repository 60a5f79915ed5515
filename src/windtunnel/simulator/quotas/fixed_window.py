"""Fixed window: a count that starts over at every multiple of the window."""

from __future__ import annotations

from .window import CLOCK_STEP_SECONDS, Level


class FixedWindow:
    """Counts within windows aligned to the epoch.

    Args:
        window_seconds: length of the window.
    """

    def __init__(self, window_seconds: float) -> None:
        self.window_seconds = window_seconds

    def charge(
        self, usage: tuple[int, float] | None, limit: float, cost: float, now: float
    ) -> tuple[tuple[int, float], Level]:
        """Spend ``cost`` of the window that ``now`` falls into; usage is (window number, spent)."""
        number = int((now + CLOCK_STEP_SECONDS) // self.window_seconds)
        spent = usage[1] if usage is not None and usage[0] == number else 0.0
        reset = (number + 1) * self.window_seconds - now
        if spent + cost > limit:
            return (number, spent), Level(False, max(0.0, limit - spent), reset, reset)
        spent += cost
        return (number, spent), Level(True, limit - spent, reset, 0.0)
