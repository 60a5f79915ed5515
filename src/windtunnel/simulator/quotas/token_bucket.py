"""Token bucket: refills steadily, allows bursts up to its size."""

from __future__ import annotations

from .window import CLOCK_STEP_SECONDS, Level


class TokenBucket:
    """A bucket that refills at ``limit / window_seconds``.

    Args:
        window_seconds: time in which ``limit`` units come back.
        burst: size of the bucket, which may be more than comes back in a window; the limit itself when ``None``.
    """

    def __init__(self, window_seconds: float, burst: float | None = None) -> None:
        self.window_seconds = window_seconds
        self.burst = burst

    def charge(
        self, usage: tuple[float, float] | None, limit: float, cost: float, now: float
    ) -> tuple[tuple[float, float], Level]:
        """Take ``cost`` out of the bucket; usage is (units left, when that was)."""
        size = self.burst if self.burst is not None else limit
        rate = limit / self.window_seconds
        left, since = usage if usage is not None else (size, now)
        left = min(size, left + (now - since) * rate)
        if cost > left + rate * CLOCK_STEP_SECONDS:
            wait = (cost - left) / rate if cost <= size else self.window_seconds
            return (left, now), Level(False, left, (size - left) / rate, wait)
        left = max(0.0, left - cost)
        return (left, now), Level(True, left, (size - left) / rate, 0.0)
