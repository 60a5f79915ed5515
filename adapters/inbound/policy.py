"""What becomes of a job that failed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from ..errors import (
    BreakerOpen,
    ClientError,
    ConfigurationError,
    Conflict,
    DataError,
    QuotaExceeded,
    TransientError,
)
from .job import Job


class Fate(StrEnum):
    """What to do with a failed job."""

    HOLD = "hold"  # nothing was tried, because of our breaker or a quota: the receive does not count
    POSTPONE = "postpone"
    BURY = "bury"
    BURY_AND_ALARM = "bury_and_alarm"


FATES: tuple[tuple[type[Exception], Fate], ...] = (
    (BreakerOpen, Fate.HOLD),
    (QuotaExceeded, Fate.HOLD),
    (TransientError, Fate.POSTPONE),
    (Conflict, Fate.POSTPONE),  # the next delivery reads the record again
    (ClientError, Fate.BURY),
    (DataError, Fate.BURY),
    (ConfigurationError, Fate.BURY_AND_ALARM),
    (Exception, Fate.BURY_AND_ALARM),  # a defect of ours
)
"""The first row whose error matches decides."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate, and for a job that lives on the time at which it is tried again."""

    fate: Fate
    until: float = 0.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, how long and how soon a job is tried again; all times in seconds.

    The i-th delay is drawn from [0, min(delay_seconds_max, delay_seconds * 2**(i - 1))] ("full jitter"). Where the
    system or our breaker says how long to wait, up to ``retry_after_seconds_max``, that is waited, and a little more.
    """

    receives_max: int = 12
    age_seconds_max: float = 86_400.0
    delay_seconds: float = 5.0
    delay_seconds_max: float = 600.0
    retry_after_seconds_max: float = 3_600.0

    def judge(self, error: Exception, job: Job, now: float, random: Random) -> Verdict:
        """Decide what becomes of ``job`` after ``error``."""
        fate = next(fate for kind, fate in FATES if isinstance(error, kind))
        if fate in (Fate.BURY, Fate.BURY_AND_ALARM):
            return Verdict(fate)
        spent = fate is Fate.POSTPONE and job.receives >= self.receives_max
        if spent or now - job.life_began_at > self.age_seconds_max:
            return Verdict(Fate.BURY)
        if isinstance(error, BreakerOpen | QuotaExceeded):
            return Verdict(fate, now + self._hold_seconds(error.retry_after_seconds, random))
        ceiling = min(self.delay_seconds_max, self.delay_seconds * 2.0 ** (job.receives - 1))
        return Verdict(fate, now + random.uniform(0.0, ceiling))

    def counted(self, verdict: Verdict, job: Job) -> Verdict:
        """Return ``verdict`` for a delivery whose requests failed before our breaker, or a quota, stopped the last one.

        It counts, so that a job that trips the breaker every time is tried no more often than any other.
        """
        if verdict.fate is not Fate.HOLD:
            return verdict
        return Verdict(Fate.BURY) if job.receives >= self.receives_max else Verdict(Fate.POSTPONE, verdict.until)

    def _hold_seconds(self, asked: float | None, random: Random) -> float:
        if asked is None:
            return random.uniform(0.0, self.delay_seconds_max)
        return min(asked, self.retry_after_seconds_max) + random.uniform(0.0, self.delay_seconds)
