"""Leases on jobs."""

from __future__ import annotations

import pytest

from adapters.inbound.job import Job, NewJob
from adapters.inbound.leases import SKEW_SECONDS, Leases
from adapters.inbound.store import Store
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.set_clock import SetClock

LEASE_SECONDS = 60.0


def leased(clock: SetClock) -> Job:
    """Return a job with a lease that begins now."""
    store = Store(":memory:", clock=clock, lease_seconds=LEASE_SECONDS, synchronous="OFF")
    store.enqueue(NewJob("a", "triage", "a"))
    (job,) = store.receive(1, ("triage",))
    return job


def row_of(job: Job) -> dict[str, float]:
    """Return what the database knows of its lease."""
    return {"sequence": job.sequence, "lease": job.lease, "lease_until": job.lease_until}


@pytest.mark.parametrize("set_seconds", [3600.0, -3600.0])
def test_a_lease_of_our_own_is_counted_in_steady_seconds(set_seconds: float) -> None:
    """Whatever the time of day becomes; once dropped, the time of day is all that is known."""
    clock = SteppedClock()
    shown = SetClock(clock)
    leases, job = Leases(shown, LEASE_SECONDS), leased(shown)
    leases.take(job)
    shown.ahead_seconds = set_seconds
    clock.advance(20.0)
    assert leases.next_seconds() == pytest.approx(40.0)
    assert leases.lapsed([row_of(job)]) == []
    leases.drop(job)
    assert leases.next_seconds() is None
    assert leases.lapsed([row_of(job)]) == [row_of(job)]


def test_a_lease_of_somebody_else_goes_by_the_time_of_day() -> None:
    """Also a little longer than leases last: their clock may be a little ahead of ours."""
    clock = SteppedClock()
    shown = SetClock(clock)
    job = leased(shown)
    leases = Leases(shown, LEASE_SECONDS)
    assert leases.lapsed([row_of(job)]) == []
    assert leases.next_seconds() == pytest.approx(LEASE_SECONDS)
    shown.ahead_seconds = -SKEW_SECONDS / 2
    assert leases.next_seconds() == pytest.approx(LEASE_SECONDS + SKEW_SECONDS / 2)


def test_a_lease_that_is_not_there_any_more_is_forgotten() -> None:
    """Whoever had it: somebody else may have taken it back."""
    shown = SetClock(SteppedClock())
    leases, job = Leases(shown, LEASE_SECONDS), leased(shown)
    leases.take(job)
    leases.lapsed([{**row_of(job), "lease": job.lease + 1}])
    leases.lapsed([])
    assert leases.next_seconds() is None


def test_the_next_lease_to_lapse_is_told() -> None:
    """Of ours and of those of others."""
    clock = SteppedClock()
    leases, job = Leases(SetClock(clock), LEASE_SECONDS), leased(SetClock(clock))
    clock.advance(20.0)
    leases.take(job)
    assert leases.next_seconds() == pytest.approx(LEASE_SECONDS)
    leases.lapsed([row_of(job), {**row_of(job), "sequence": job.sequence + 1}])
    assert leases.next_seconds() == pytest.approx(LEASE_SECONDS - 20.0)
