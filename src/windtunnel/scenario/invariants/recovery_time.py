"""I35 recovery-time.

Once the last fault has ended, everything that was owed then is finished within ``within_seconds`` (or given up with
a reason); where work has its hours, which begin ``opens_seconds`` after the start of the run and last ``open_seconds``
every day, only they count. What arrives after that time takes at most ``band`` times as long as before the first fault
(95th percentile, where there are at least ``samples`` of both, and never less than ``least_seconds``); and no role gets
more than ``peak`` times as many requests in ``window_seconds`` as it had at most before (never less than
``least_requests``). Exercised once per event that was owed when the last fault ended or arrived later. A subject
that sleeps through the recovery fails, and one that sends its whole backlog at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Event

from ..history import Attempt, History
from ..slo import percentile
from ..verdict import Judgement, Violation
from .invariant import Invariant

RANK = 95.0
DAY_SECONDS = 86_400.0


class RecoveryTime(Invariant):
    """After a fault, things are soon as they were before.

    Args:
        within_seconds: time for the backlog, from the end of the last fault.
        opens_seconds: how long after the start of the run the hours begin in which work is done, every day.
        open_seconds: how long they last; all day, where nothing else is said.
        band: how much longer events may take afterwards.
        least_seconds: so long they may take in any case.
        samples: so many events are needed for a percentile.
        peak: how many times the highest rate of requests before the first fault.
        window_seconds: over which requests are counted.
        least_requests: so many there may be in a window in any case.
    """

    id: ClassVar = "I35"
    name: ClassVar = "recovery-time"
    about: ClassVar = "after the last fault the backlog drains in time, without a storm, and all is as before"
    within_seconds: Annotated[float, Field(gt=0)] = 1800.0
    opens_seconds: Annotated[float, Field(ge=0)] = 0.0
    open_seconds: Annotated[float, Field(gt=0, le=DAY_SECONDS)] = DAY_SECONDS
    band: Annotated[float, Field(ge=1)] = 3.0
    least_seconds: Annotated[float, Field(ge=0)] = 30.0
    samples: Annotated[int, Field(ge=1)] = 20
    peak: Annotated[float, Field(ge=1)] = 10.0
    window_seconds: Annotated[float, Field(gt=0)] = 10.0
    least_requests: Annotated[int, Field(ge=1)] = 100

    def judge(self, history: History) -> Judgement:
        """Look at what happened after the last fault."""
        heal = history.last_heal
        if heal is None:
            return Judgement(0)
        owed = {k: e for k, e in history.accepted.items() if e.at <= heal and history.ends.get(k, heal + 1) > heal}
        later = {key: event for key, event in history.accepted.items() if event.at > heal}
        settled = {key: event for key, event in later.items() if event.at > self._due(history, heal)}
        violations = [*self._late(history, owed, heal), *self._slower(history, settled), *self._storms(history, heal)]
        return Judgement(len(owed) + len(later), tuple(violations))

    def _late(self, history: History, owed: dict[str, Event], heal: float) -> Iterator[Violation]:
        due = self._due(history, heal)
        for key in owed:
            end = history.ends.get(key)
            if end is None or end > due:
                when = "never" if end is None else f"{end - heal:.0f} s later"
                yield Violation(f"{key} was owed when the last fault ended, and was finished {when}", key)

    def _due(self, history: History, heal: float) -> float:
        """Return when the time for the backlog is over."""
        since_opening = (heal - history.settings.start - self.opens_seconds) % DAY_SECONDS
        first_day = max(self.open_seconds - since_opening, 0.0)
        left = self.within_seconds - first_day
        if left <= 0.0:
            return heal + self.within_seconds
        whole_days = ceil(left / self.open_seconds) - 1
        next_opening = heal + DAY_SECONDS - since_opening
        return next_opening + whole_days * (DAY_SECONDS - self.open_seconds) + left

    def _slower(self, history: History, settled: dict[str, Event]) -> Iterator[Violation]:
        first = _first_disturbance(history)
        before = _durations(history, history.accepted, first)
        after = _durations(history, settled, float("inf"))
        if min(len(before), len(after)) < self.samples:
            return
        usual, now = percentile(before, RANK), percentile(after, RANK)
        if now > max(self.least_seconds, usual * self.band):
            yield Violation(f"events took {now:.1f} s after the recovery and {usual:.1f} s before the fault (p95)")

    def _storms(self, history: History, heal: float) -> Iterator[Violation]:
        first = _first_disturbance(history)
        for role, attempts in history.attempts_by_role.items():
            usual = self._busiest([a for a in attempts if a.start < first])
            most = self._busiest([a for a in attempts if a.start >= heal])
            if most > max(self.least_requests, usual * self.peak):
                yield Violation(f"{role} got {most} requests in {self.window_seconds:g} s, {usual} before the fault")

    def _busiest(self, attempts: Sequence[Attempt]) -> int:
        window: deque[float] = deque()
        most = 0
        for attempt in attempts:
            window.append(attempt.start)
            while window[0] <= attempt.start - self.window_seconds:
                window.popleft()
            most = max(most, len(window))
        return most


def _first_disturbance(history: History) -> float:
    struck = (attempt.start for attempt in history.attempts if attempt.faults)
    return min((*history.deaths[:1], next(struck, float("inf"))))


def _durations(history: History, events: Mapping[str, Event], until: float) -> list[float]:
    """Return, in ascending order, how long finished events took, of those that ended before ``until``."""
    ends = history.ends
    return sorted(ends[key] - event.at for key, event in events.items() if ends.get(key, until) < until)
