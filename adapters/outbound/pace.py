"""When the next request may be sent: a rate, what the vendor says is left, and pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Rate:
    """A limit that holds for every window of ``per_seconds``, wherever it begins.

    Args:
        requests: the most in any such window.
        per_seconds: length of the window.
        burst: how many of them may be sent at once; the rest is spread evenly.
    """

    requests: int
    per_seconds: float
    burst: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.burst <= self.requests or self.per_seconds <= 0.0:
            raise ValueError(f"a burst of 1 to {self.requests} in a positive number of seconds, not {self}")

    @property
    def interval_seconds(self) -> float:
        """Seconds between requests once the burst is used up."""
        return self.per_seconds / (self.requests - self.burst + 1)


class Budget(NamedTuple):
    """What a vendor says is left: ``remaining`` requests until ``reset_seconds`` from now."""

    remaining: float
    reset_seconds: float


class Pace:
    """Tells when the next request may be sent.

    The rate is kept by the generic cell rate algorithm (ITU-T I.371), a token bucket that counts in time: one
    number, no timer, no rounding that adds up. A vendor's budget only ever slows it down.

    Every time is one of the clock's steady seconds.

    Args:
        rate: the rate; ``None`` for one that only pauses and budgets limit.
    """

    def __init__(self, rate: Rate | None) -> None:
        self._interval_seconds = rate.interval_seconds if rate else 0.0
        self._burst_seconds = (rate.burst - 1) * rate.interval_seconds if rate else 0.0
        self._full_at = float("-inf")  # when the bucket will be full again
        self._allowance = 0.0
        self._reset_at = float("-inf")

    @property
    def interval_seconds(self) -> float:
        """Seconds between requests once the burst is used up."""
        return self._interval_seconds

    def ready_at(self, now: float) -> float:
        """Return when the next request may be sent; it may be in the past."""
        at = self._full_at - self._burst_seconds
        exhausted = now < self._reset_at and self._allowance < 1.0
        return max(at, self._reset_at) if exhausted else at

    def take(self, now: float) -> None:
        """Count a request that is sent ``now``, not before ``ready_at``."""
        self._full_at = max(self._full_at, now) + self._interval_seconds
        self._allowance -= 1.0

    def pause(self, until: float) -> None:
        """Send nothing until ``until``, then begin without a burst: others have been waiting, too."""
        self._full_at = max(self._full_at, until + self._burst_seconds)

    def observe(self, budget: Budget, now: float) -> None:
        """Take note of what the vendor says is left.

        Within one of the vendor's windows the lower count holds, since an answer does not know of the
        requests that are still under way.
        """
        reset_at = now + max(budget.reset_seconds, 0.0)
        same_window = now < self._reset_at and abs(reset_at - self._reset_at) <= 1.0
        self._allowance = min(budget.remaining, self._allowance) if same_window else budget.remaining
        self._reset_at = max(reset_at, self._reset_at) if same_window else reset_at

    def is_idle(self, now: float) -> bool:
        """Return whether forgetting this pace would change nothing."""
        return max(self._full_at, self._reset_at) <= now
