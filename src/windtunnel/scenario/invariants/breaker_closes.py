"""I15 breaker-closes.

A role that was being left alone when the last fault ended (its last ``left_after`` requests had failed) is used again
with success within ``recovery_seconds``, provided that there is work for it when ``cool_down_seconds_max`` have passed
and it has to be tried again: events that arrive later, or that are unfinished then and whose last request to the role
had failed. A request of no event (a bulk job, a token) was made for all events that were unfinished, and what was
taken up again had not been given up. An event that was given up when a fault had struck its last request, to another
role, or drift had changed what told of it, is no work. When its last ``failures`` requests had failed, it is tried by
at most ``probes`` at once. Only what one process saw counts: after a death nobody knows of the failures before.
Exercised once per role that had been failing. A breaker that never closes, or that lets the whole backlog through as
its probe, fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf, nextafter
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History, most_at_once
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .lives import born, died_between


class BreakerCloses(Invariant):
    """A system that is well again is used again.

    Args:
        failures: consecutive failures after which a breaker must be open, until a request succeeds.
        left_after: consecutive failures after which it may be.
        probes: requests that may be in flight before the first success.
        cool_down_seconds_max: so long a breaker may stay open; work that is over by then shows nothing.
        recovery_seconds: how long after the last fault a success must come at the latest.
        except_roles: roles without a breaker.
    """

    id: ClassVar = "I15"
    name: ClassVar = "breaker-closes"
    about: ClassVar = "a system that is well again is probed gently and used again in time"
    failures: Annotated[int, Field(ge=1)] = 10
    left_after: Annotated[int, Field(ge=1)] = 3
    probes: Annotated[int, Field(ge=1)] = 1
    cool_down_seconds_max: Annotated[float, Field(ge=0)] = 60.0
    recovery_seconds: float = 900.0
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Look at what happened after the outage."""
        exercised, violations = 0, []
        for role, attempts in history.attempts_by_role.items():
            heal = history.heals.get(role)
            if role in self.except_roles or heal is None:
                continue
            longest, last = _failures_in_row(attempts, born(history.deaths, heal), heal)
            was_open = longest >= self.failures
            if (was_open or last >= self.left_after) and self._is_put_to_the_test(history, attempts, heal):
                exercised += 1
                after = [attempt for attempt in attempts if attempt.start >= heal]
                reborn = bool(after) and died_between(history.deaths, heal, after[0].start)
                is_open = last >= self.failures and not reborn
                violations += self._judge_recovery(role, after, heal, is_open)
        return Judgement(exercised, tuple(violations))

    def _is_put_to_the_test(self, history: History, attempts: list[Attempt], heal: float) -> bool:
        """Tell whether there was work for the role: while it was left alone already, or when that had to be over."""
        if not _has_work(history, attempts, heal, heal):
            return False
        used = _first_success(attempt for attempt in attempts if attempt.start >= heal)
        return used is not None or _has_work(history, attempts, heal, heal + self.cool_down_seconds_max)

    def _judge_recovery(self, role: str, after: list[Attempt], heal: float, is_open: bool) -> list[Violation]:
        success = _first_success(after)
        if success is None or success > heal + self.recovery_seconds:
            when = "never" if success is None else f"{success - heal:.0f} s after the fault had ended"
            return [Violation(f"{role} was well again and was {when} used with success")]
        probing = [attempt for attempt in after if attempt.start < success]
        at_once = most_at_once(_moments(probing))
        if is_open and at_once > self.probes:
            sequences = tuple(attempt.sent.sequence for attempt in probing)
            return [Violation(f"{role} was probed by {at_once} requests at once", None, sequences)]
        return []


def _first_success(attempts: Iterable[Attempt]) -> float | None:
    return min((a.end for a in attempts if a.end is not None and not a.failed), default=None)


def _failures_in_row(attempts: list[Attempt], since: float, heal: float) -> tuple[int, int]:
    """Return the longest row of failures from ``since`` to ``heal``, and the last one, in the order of their ends."""
    row = longest = 0
    begun = (attempt for attempt in attempts if since <= attempt.start < heal)
    for attempt in sorted(begun, key=lambda attempt: inf if attempt.end is None else attempt.end):
        row = row + 1 if attempt.failed else 0
        longest = max(longest, row)
    return longest, row


def _has_work(history: History, attempts: list[Attempt], heal: float, since: float) -> bool:
    """Tell whether there was work for a role ``since`` a moment after it was well again."""
    role = attempts[0].role
    later = (key for key, arrival in history.arrivals.items() if arrival.at > since)
    if any(not _is_given_up_elsewhere(history, role, key) for key in later):
        return True
    latest = {attempt.key: attempt for attempt in attempts if attempt.start < heal}
    failing = {key for key, attempt in latest.items() if attempt.failed}
    if failing <= history.accepted.keys():
        return any(_is_owed(history, role, key, since) for key in sorted(map(str, failing)))
    return any(_is_owed(history, role, key, since) for key in history.accepted)


def _is_owed(history: History, role: str, key: str, since: float) -> bool:
    """Tell whether an event was unfinished; one for which a system was asked afterwards had not been given up."""
    if history.ends.get(key, inf) <= since:
        taken_up_again = any(attempt.start > since for attempt in history.attempts_by_key.get(key, ()))
        if not taken_up_again or _was_done(history, key, since):
            return False
    return not _is_given_up_elsewhere(history, role, key)


def _is_given_up_elsewhere(history: History, role: str, key: str) -> bool:
    """Tell whether an event was given up, the last time, when another role had brought it to an end."""
    given_up = history.given_up_at(key)
    if not given_up:
        return False
    asked = [attempt for attempt in history.attempts_by_key.get(key, ()) if attempt.start <= max(given_up)]
    return bool(asked) and asked[-1].role != role and (bool(asked[-1].faults) or _came_changed(history, key))


def _came_changed(history: History, key: str) -> bool:
    """Tell whether drift had changed what told of an event, so that another system's answer need not fit it."""
    told = history.accepted.get(key)
    return told is not None and told.data.get("fault") in history.settings.drifts


def _was_done(history: History, key: str, since: float) -> bool:
    awaited = [history.outcomes.get((name, key)) for name in sorted(history.settings.required)]
    return all(effects and effects[0].at <= since for effects in awaited)


def _moments(attempts: list[Attempt]) -> Iterator[tuple[float, int]]:
    for attempt in attempts:
        yield attempt.start, 1
        if attempt.end is not None:
            yield max(attempt.end, nextafter(attempt.start, inf)), -1
