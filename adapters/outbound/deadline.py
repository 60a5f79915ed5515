"""The time budget of a piece of work, and that no attempt is started which cannot end within it."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass

import httpx

from ..clock import Clock
from ..errors import DeadlineExceeded
from .during import During
from .intent import intent_of
from .policy import RequestPolicy


@dataclass(frozen=True, slots=True)
class _Deadline:
    clock: Clock
    at: float


_current: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


def deadline(clock: Clock, seconds: float) -> AbstractContextManager[None]:
    """Give the work inside ``seconds``; a deadline that is already set is never moved further away."""
    at = clock.steady() + seconds
    outer = _current.get()
    return During(_current, outer if outer is not None and outer.at < at else _Deadline(clock, at))


def no_deadline() -> AbstractContextManager[None]:
    """Free the work inside from the caller's deadline: it is done for others, too."""
    return During(_current, None)


def remaining_seconds() -> float:
    """Return what is left of the budget: negative if it is overdrawn, infinite without a deadline."""
    current = _current.get()
    return math.inf if current is None else current.at - current.clock.steady()


def require_seconds(seconds: float, system: str, operation: str) -> None:
    """Check that an attempt may start.

    Raises:
        DeadlineExceeded: less than ``seconds`` are left, or nothing.
    """
    left = remaining_seconds()
    if left < seconds or left <= 0.0:
        message = f"{operation}: {max(left, 0.0):.3f} s are left, an attempt needs {seconds:.3f} s"
        raise DeadlineExceeded(message, system=system)


class DeadlinePolicy(RequestPolicy):
    """Lets no request pass for which too little time is left.

    What passes is held to the deadline by ``TimeoutPolicy``, which shortens its limits to the time that is
    left.

    Args:
        inner: the transport.
        system: named in errors.
        min_attempt_seconds: what an attempt needs at least to be worth starting.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, system: str, min_attempt_seconds: float) -> None:
        super().__init__(inner)
        self._system = system
        self._min_attempt_seconds = min_attempt_seconds

    def prepare(self, request: httpx.Request) -> None:
        """Let the request pass.

        Raises:
            DeadlineExceeded: too little time is left.
        """
        if _current.get() is not None:
            require_seconds(self._min_attempt_seconds, self._system, intent_of(request).operation)
