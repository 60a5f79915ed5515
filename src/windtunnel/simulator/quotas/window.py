"""What every quota algorithm offers."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

CLOCK_STEP_SECONDS = 1e-6
"""What a float of seconds since the epoch cannot tell: whoever waited as long as told is let in."""


class Level(NamedTuple):
    """How full a quota is after a charge was considered.

    Args:
        allowed: whether the charge went through.
        remaining: cost units left.
        reset_seconds: until the quota is whole again (fixed window: until the window ends).
        retry_after_seconds: until the same charge would go through; zero when it did.
    """

    allowed: bool
    remaining: float
    reset_seconds: float
    retry_after_seconds: float


class Window(Protocol):
    """One algorithm, keeping the usage of one bucket as a small immutable value."""

    def charge(self, usage: Any, limit: float, cost: float, now: float) -> tuple[Any, Level]:
        """Try to spend ``cost`` and return the new usage and level; a refused charge spends nothing.

        Args:
            usage: what the previous call returned; ``None`` at first.
            limit: cost units per window, scaling included.
            cost: cost units of this call.
            now: world time in seconds.
        """
        ...
