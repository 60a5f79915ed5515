"""What becomes of a job that failed."""

from __future__ import annotations

from random import Random

import pytest

from adapters.errors import (
    AuthenticationFailed,
    BreakerOpen,
    Conflict,
    ContractError,
    NotFound,
    OutcomeUnknown,
    QualityError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.inbound.job import Job, JobState
from adapters.inbound.policy import Fate, RetryPolicy
from tests.adapters.inbound.virtual_time import EPOCH

POLICY = RetryPolicy(
    receives_max=5,
    age_seconds_max=1000.0,
    delay_seconds=2.0,
    delay_seconds_max=16.0,
    retry_after_seconds_max=300.0,
)


def job(receives: int = 1) -> Job:
    """Return a job in its ``receives``-th delivery."""
    return Job(1, "k", "triage", "l", {}, JobState.LEASED, EPOCH, EPOCH, EPOCH, 1, EPOCH, EPOCH, receives, 0, 0, None)


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (BreakerOpen("open"), Fate.HOLD),
        (QuotaExceeded("429"), Fate.HOLD),
        (SystemUnavailable("away"), Fate.POSTPONE),
        (OutcomeUnknown("no answer"), Fate.POSTPONE),
        (Conflict("changed"), Fate.POSTPONE),
        (NotFound("gone"), Fate.BURY),
        (Rejected("no"), Fate.BURY),
        (ContractError("no id", system="crm", version="v1", operation="get"), Fate.BURY),
        (QualityError("old", gate="stale"), Fate.BURY),
        (AuthenticationFailed("key"), Fate.BURY_AND_ALARM),
        (KeyError("defect"), Fate.BURY_AND_ALARM),
    ],
)
def test_the_taxonomy_decides(error: Exception, fate: Fate) -> None:
    """Every branch of the error tree has its fate; an unknown exception is a defect and sounds the alarm."""
    assert POLICY.judge(error, job(), EPOCH, Random(0)).fate is fate


@pytest.mark.parametrize(("receives", "ceiling"), [(1, 2.0), (2, 4.0), (3, 8.0), (4, 16.0)])
def test_delays_grow_with_full_jitter_up_to_a_cap(receives: int, ceiling: float) -> None:
    """The i-th delay is spread over [0, ceiling], with a ceiling that doubles."""
    random = Random(1)
    error = SystemUnavailable("away")
    delays = [POLICY.judge(error, job(receives), EPOCH, random).until - EPOCH for _ in range(500)]
    assert 0.0 <= min(delays) < 0.1 * ceiling
    assert 0.9 * ceiling < max(delays) <= ceiling


@pytest.mark.parametrize(("asked", "at_least"), [(60.0, 60.0), (9999.0, 300.0)])
def test_what_the_system_asks_for_is_honoured_up_to_the_cap(asked: float, at_least: float) -> None:
    """``Retry-After`` is a floor; a little jitter on top keeps jobs from coming back together."""
    error = QuotaExceeded("slow down", retry_after_seconds=asked)
    delay = POLICY.judge(error, job(), EPOCH, Random(2)).until - EPOCH
    assert at_least <= delay <= at_least + POLICY.delay_seconds


def test_a_quota_that_does_not_say_when_is_given_time() -> None:
    """The pause is spread over the longest delay, since no receive is counted that could make it grow."""
    random = Random(5)
    delays = [POLICY.judge(QuotaExceeded("429"), job(), EPOCH, random).until - EPOCH for _ in range(500)]
    assert max(delays) > 0.9 * POLICY.delay_seconds_max
    assert max(delays) <= POLICY.delay_seconds_max


def test_the_last_receive_and_the_highest_age_end_a_job() -> None:
    """A transient error buries a job that has had its receives or its time."""
    away = SystemUnavailable("away")
    assert POLICY.judge(away, job(4), EPOCH, Random(3)).fate is Fate.POSTPONE
    assert POLICY.judge(away, job(5), EPOCH, Random(3)).fate is Fate.BURY
    assert POLICY.judge(away, job(1), EPOCH + 1000.1, Random(3)).fate is Fate.BURY


def test_a_held_job_is_ended_by_its_age_alone() -> None:
    """Receives in which nothing was tried do not end a job."""
    held = BreakerOpen("open", retry_after_seconds=30.0)
    assert POLICY.judge(held, job(99), EPOCH, Random(4)).fate is Fate.HOLD
    assert POLICY.judge(held, job(1), EPOCH + 1000.1, Random(4)).fate is Fate.BURY


def test_a_delivery_whose_attempts_failed_counts_although_our_breaker_ended_it() -> None:
    """A job that trips the breaker every time is tried no more often than any other; it waits as it is told."""
    held = BreakerOpen("open", retry_after_seconds=30.0)
    verdict = POLICY.counted(POLICY.judge(held, job(4), EPOCH, Random(4)), job(4))
    assert verdict.fate is Fate.POSTPONE
    assert 30.0 <= verdict.until - EPOCH <= 30.0 + POLICY.delay_seconds
    assert POLICY.counted(POLICY.judge(held, job(5), EPOCH, Random(4)), job(5)).fate is Fate.BURY
    other = POLICY.judge(NotFound("gone"), job(5), EPOCH, Random(4))
    assert POLICY.counted(other, job(5)) is other
