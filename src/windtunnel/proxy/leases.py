"""Faults that end by themselves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable

from windtunnel.kernel.clock import Clock, Timer

from .errors import ListenError

RETRY_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Leases:
    """One timer for each fault that has a time to live.

    Args:
        clock: the time and the timers.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timers: dict[Hashable, Timer] = {}

    def grant(self, fault: Hashable, seconds: float | None, heal: Callable[[], None]) -> None:
        """Let ``heal`` run after ``seconds`` unless the lease is granted anew or ended before; None ends it.

        A healing that fails because its port is taken is tried again every second.
        """
        self.end(fault)
        if seconds is not None:
            self._timers[fault] = self._clock.call_at(self._clock.now() + seconds, lambda: self._expire(fault, heal))

    def end(self, fault: Hashable) -> None:
        """Forget a lease; the fault is gone or stays for good."""
        timer = self._timers.pop(fault, None)
        if timer is not None:
            timer.cancel()

    def end_all(self) -> None:
        """Forget every lease."""
        for fault in list(self._timers):
            self.end(fault)

    def _expire(self, fault: Hashable, heal: Callable[[], None]) -> None:
        del self._timers[fault]
        try:
            heal()
        except ListenError as error:
            _log.warning("a fault cannot end yet: %s", error)
            self.grant(fault, RETRY_SECONDS, heal)
