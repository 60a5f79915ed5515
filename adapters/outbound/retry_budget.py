"""How many retries all calls to a system may make together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryBudgetSettings:
    """How retries are earned.

    Args:
        ratio: retries earned by each call; 0.2 lets one call in five be repeated.
        reserve: retries that are there at the start, and the most that can be saved up.
    """

    ratio: float
    reserve: float


class RetryBudget:
    """A bucket of retries that calls fill and retries empty; shared by everything that calls one system.

    Of n calls in a row, all failing, at most ``reserve + ratio * n`` are repeated: a system that is down gets
    hardly more traffic than one that is up.
    """

    def __init__(self, settings: RetryBudgetSettings) -> None:
        self._settings = settings
        self._level = settings.reserve

    @property
    def level(self) -> float:
        """How many retries are left."""
        return self._level

    def deposit(self) -> None:
        """Count a call."""
        self._level = min(self._level + self._settings.ratio, self._settings.reserve)

    def withdraw(self) -> bool:
        """Take one retry; return whether there was one."""
        if self._level < 1.0:
            return False
        self._level -= 1.0
        return True
