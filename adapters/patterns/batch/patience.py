"""Trying again for as long as the window is open, less and less often."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import inf
from random import Random
from typing import TypeVar

from ...audit import AuditKind
from ...clock import Clock
from ...errors import BreakerOpen, ConfigurationError, DataError, IntegrationError, QuotaExceeded, TransientError
from ...outbound.deadline import deadline
from .trail import BatchTrail

T = TypeVar("T")

SURMOUNTABLE = (TransientError, DataError, ConfigurationError)
"""What can be different the next time: the system's state, its answers, or what a person has set up."""


class WindowClosed(Exception):
    """There is no time left in this window; what was saved is gone on from in the next one."""


class Patience:
    """Repeats what failed until it succeeds or the window closes.

    Args:
        clock, random: time and jitter.
        trail: where failures are noted.
        pause_seconds, pause_seconds_max: first and longest pause.
        closes_at: when the window closes, in seconds since the epoch.
        watch: called before every pause, for whoever wants to know that nothing gets on.
    """

    def __init__(
        self,
        clock: Clock,
        random: Random,
        trail: BatchTrail,
        *,
        pause_seconds: float,
        pause_seconds_max: float,
        closes_at: float,
        watch: Callable[[], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._random = random
        self._trail = trail
        self._pause_seconds = pause_seconds
        self._pause_seconds_max = pause_seconds_max
        self._closes_at = closes_at
        self._watch = watch

    async def insist(self, what: str, attempt: Callable[[], Awaitable[T]], *, within_seconds: float = inf) -> T:
        """Return what ``attempt`` returns, the first time that it does.

        Args:
            what: the work, as the trail names it.
            attempt: does it.
            within_seconds: how long it may take each time; until the window closes, where nothing else is said.

        Raises:
            WindowClosed: the window closes before there is a point in another attempt.
            IntegrationError: trying again will not help.
        """
        failures = 0
        while True:
            self.require(0.0)
            try:
                with deadline(self._clock, min(self._closes_at - self._clock.now(), within_seconds)):
                    return await attempt()
            except SURMOUNTABLE as error:
                failures += 1
                await self.pause(what, error, failures)

    def require(self, seconds: float) -> None:
        """Raise ``WindowClosed`` when less than ``seconds`` of the window are left."""
        if self._clock.now() + seconds >= self._closes_at:
            raise WindowClosed

    async def pause(self, what: str, error: IntegrationError, failures: int) -> None:
        """Wait after a failure, the ``failures``-th in a row.

        Raises:
            WindowClosed: the window closes before that.
        """
        seconds = self._seconds(error, failures)
        reason = type(error).__name__
        self._trail.note(
            AuditKind.DEGRADED, what, system=error.system, reason=reason, failures=failures, pause_seconds=seconds
        )
        await self._watch()
        self.require(seconds)
        await self._clock.sleep(seconds)

    def _seconds(self, error: IntegrationError, failures: int) -> float:
        """Return the pause: long for what no system mends on its own, else growing, and no shorter than asked for."""
        longest = self._pause_seconds_max
        if not isinstance(error, TransientError):
            return self._random.uniform(longest / 2, longest)
        most = min(longest, self._pause_seconds * 2.0 ** (failures - 1))
        asked = error.retry_after_seconds if isinstance(error, QuotaExceeded | BreakerOpen) else None
        return self._random.uniform(most / 2, most) + (asked or 0.0)
