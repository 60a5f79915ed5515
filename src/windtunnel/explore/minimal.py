"""Making a schedule as small as it can be while it still breaks the same invariant.

A schedule is data whose parts do not depend on each other, so taking parts away is all it takes: with a few faults that
needs a few dozen worlds, where Hypothesis's own shrinker, which works on the choices behind the data, needs hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from .menu import Menu
from .schedule import WEBHOOK, Schedule, Strike

Breaks = Callable[[Schedule], bool]
"""Runs a world and tells whether the invariant in question is broken."""
LISTS = ("strikes", "disturbances", "drift", "jumps")
CIRCUMSTANCES = ("latency", "arrivals")
KILL = "kill-subject"
BUNCH_MAX = 3
"""More strikes than these on one operation are tried in a row."""
USUAL = (("lose-answer",), ("refuse", "lose-answer"), ("refuse", "refuse", "lose-answer"))
OCCURRENCES_TRIED = 3
"""How many earlier places are tried for each strike."""


def minimise(schedule: Schedule, breaks: Breaks, menu: Menu, worlds_max: int = 300) -> Schedule:
    """Return the smallest schedule found from ``schedule`` that still ``breaks``: fewer faults, then simpler ones.

    Args:
        schedule: breaks.
        breaks: judges a schedule by running it.
        menu: knows which faults are simpler than others.
        worlds_max: how many worlds may be run.
    """
    allowed = _Allowance(breaks, worlds_max)
    before = None
    while schedule != before:
        before = schedule
        for shorter in (_without_circumstances, _without_parts):
            schedule = shorter(schedule, allowed)
        schedule = _bunched(schedule, allowed, menu)
        schedule = _simpler(schedule, allowed, menu)
    return schedule


class _Allowance:
    """Asks ``breaks`` at most so many times, and never twice about the same schedule."""

    def __init__(self, breaks: Breaks, worlds_max: int) -> None:
        self._breaks = breaks
        self._left = worlds_max
        self._known: dict[str, bool] = {}

    def __call__(self, schedule: Schedule) -> bool:
        text = schedule.text()
        if text not in self._known:
            if not self._left:
                return False
            self._left -= 1
            self._known[text] = self._breaks(schedule)
        return self._known[text]


def _with(schedule: Schedule, **changes: Any) -> Schedule:
    return schedule.model_copy(update=changes)


def _without_circumstances(schedule: Schedule, breaks: Breaks) -> Schedule:
    for name in CIRCUMSTANCES:
        if getattr(schedule, name) is not None and breaks(plain := _with(schedule, **{name: None})):
            schedule = plain
    return schedule


def _without_parts(schedule: Schedule, breaks: Breaks) -> Schedule:
    """Take parts away, half of them at a time at first, then fewer."""
    parts = [(name, part) for name in LISTS for part in getattr(schedule, name)]
    size = max(1, len(parts) // 2)
    while size:
        begin = 0
        while begin < len(parts):
            kept = parts[:begin] + parts[begin + size :]
            if breaks(_assembled(schedule, kept)):
                parts = kept
            else:
                begin += size
        size //= 2
    return _assembled(schedule, parts)


def _bunched(schedule: Schedule, breaks: Breaks, menu: Menu) -> Schedule:
    """Try a few of the strikes in a row, on the last requests of their operation.

    Requests of several events mix, so strikes on one event's requests lie apart, and without one of them the others
    meet requests that they were not meant for: no single strike can be taken away. The last event has its requests to
    itself.
    """
    for place, strikes in _by_operation(schedule).items():
        begin = max(0, menu.calm.get(place, 1) - 1)
        others = tuple(each for each in schedule.strikes if each not in strikes)
        for few in range(1, min(len(strikes), BUNCH_MAX + 1)):
            for chosen in combinations(strikes, few):
                row = tuple(_moved(each, occurrence=begin + index) for index, each in enumerate(chosen))
                changed = _with(schedule, strikes=tuple(sorted((*others, *row), key=lambda each: each.place)))
                if breaks(changed):
                    return changed
    return next(filter(breaks, _usual(schedule, menu)), schedule)


def _usual(schedule: Schedule, menu: Menu) -> Iterator[Schedule]:
    """Yield what most often breaks a subject, where many faults are left: answers lost, at first or at last."""
    struck = dict.fromkeys((each.on, each.operation) for each in schedule.strikes if each.operation != WEBHOOK)
    for on, operation in struck if schedule.faults > BUNCH_MAX else ():
        begin = max(0, menu.calm.get((on, operation), 1) - 1)
        for kinds in USUAL:
            yield Schedule(
                strikes=tuple(
                    Strike(on=on, operation=operation, occurrence=begin + index, fault={"kind": kind})
                    for index, kind in enumerate(kinds)
                    if kind in menu.kinds
                )
            )


def _by_operation(schedule: Schedule) -> dict[tuple[str, str], list[Strike]]:
    found: dict[tuple[str, str], list[Strike]] = {}
    for strike in schedule.strikes:
        if strike.operation != WEBHOOK:
            found.setdefault((strike.on, strike.operation), []).append(strike)
    return {place: strikes for place, strikes in found.items() if len(strikes) > BUNCH_MAX}


def _assembled(schedule: Schedule, parts: Sequence[tuple[str, Any]]) -> Schedule:
    return _with(schedule, **{name: tuple(part for of, part in parts if of == name) for name in LISTS})


def _simpler(schedule: Schedule, breaks: Breaks, menu: Menu) -> Schedule:
    """Try a simpler fault, then an earlier place, for each strike in turn; then settings that nothing needs."""
    for index in range(len(schedule.strikes)):
        for candidates in (_simpler_faults, _earlier_places):
            for strike in candidates(schedule.strikes[index], menu):
                changed = _replaced(schedule, index, strike)
                if changed is not None and breaks(changed):
                    schedule = changed
                    break
    needed = any(each["kind"] == KILL for each in schedule.disturbances)  # without them a death would lose everything
    if schedule.environment is not None and not needed and breaks(plain := _with(schedule, environment=None)):
        schedule = plain
    return schedule


def _simpler_faults(strike: Strike, menu: Menu) -> Iterator[Strike]:
    for fault in menu.fitting(strike.on, strike.operation):
        if dict(fault) == dict(strike.fault):
            return
        yield _moved(strike, fault=dict(fault))


def _earlier_places(strike: Strike, menu: Menu) -> Iterator[Strike]:
    for occurrence in range(min(strike.occurrence, OCCURRENCES_TRIED)):
        yield _moved(strike, occurrence=occurrence)


def _moved(strike: Strike, **changes: Any) -> Strike:
    return strike.model_copy(update=changes)


def _replaced(schedule: Schedule, index: int, strike: Strike) -> Schedule | None:
    """Return ``schedule`` with another strike at an index; nothing when another one stands at its place."""
    strikes = list(schedule.strikes)
    strikes[index] = strike
    if len({each.place for each in strikes}) < len(strikes):
        return None
    return _with(schedule, strikes=tuple(sorted(strikes, key=lambda each: each.place)))
