"""I22 bounded-staleness.

What the subject serves is never older than ``within_seconds``: the version in an answer is at least the newest one
that was committed that long before the call. And nobody goes back in time: of two calls of one session, the later
one, begun after the earlier had ended, gets no lower version; with ``shared`` all callers are one session, as it must
be where all are served the same. Versions are numbers that grow with every commit to a record. Exercised once per
answer that was asked for so long after a commit, and once per pair of calls of a session. A cache without expiry fails
as soon as a record changes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Event

from ..history import History, group
from ..sights import Sight, Wanted
from ..verdict import Judgement, Violation
from .invariant import Invariant

COMMITTED, SERVED = "version-committed", "version-served"
Reading = tuple[float, float, Event]
"""When it was asked for, the version, and the fact."""


class BoundedStaleness(Invariant):
    """Old news has an age limit.

    Args:
        role: whose records are served; ``None`` for any.
        collections: which of its collections; empty for all.
        version: path of the version in a record.
        concerns: path in a record of what it is a version of; ``None`` where that is the record itself.
        served: where an answer of the subject says its version: ``body.version``, ``header.etag``.
        record: where an answer says which record it is about, or what ``concerns`` names; ``None`` where there is only
            one.
        session: where an answer says whose session it belongs to; ``None`` where nobody's.
        shared: whether all callers are one session.
        within_seconds: how old what is served may be.
    """

    id: ClassVar = "I22"
    name: ClassVar = "bounded-staleness"
    about: ClassVar = "what is served is never older than declared, and never goes back"
    role: str | None = None
    collections: tuple[str, ...] = ()
    version: str = "version"
    concerns: str | None = None
    served: str = "body.version"
    record: str | None = None
    session: str | None = None
    shared: bool = False
    within_seconds: Annotated[float, Field(ge=0)] = 60.0

    def wanted(self) -> Sequence[Wanted]:
        """Ask for the versions that are committed and served."""
        roles = () if self.role is None else (self.role,)
        places = {"version": self.served, "record": self.record, "session": self.session}
        asked = {name: path for name, path in places.items() if path is not None}
        committed = {"version": self.version} | ({} if self.concerns is None else {"of": self.concerns})
        return (
            Sight(COMMITTED, "effects", committed, roles, self.collections),
            Sight(SERVED, "replies", asked),
        )

    def judge(self, history: History) -> Judgement:
        """Compare what was served with what was there."""
        commits = _commits(history)
        readings = [reading for event in history.facts.get(SERVED, ()) if (reading := _reading(history, event))]
        exercised = 0
        violations: list[Violation] = []
        for asked, version, event in readings:
            newest = _newest(commits, event.data.get("record"), asked - self.within_seconds)
            exercised += newest is not None
            if newest is not None and version < newest:
                message = (
                    f"{event.key} got version {version:g}, and {newest:g} was there {self.within_seconds:g} s before"
                )
                violations.append(Violation(message, event.key, (event.sequence,)))
        pairs = [pair for session in self._sessions(readings) for pair in _pairs(session)]
        violations += [
            Violation(f"{later.key} got version {_number(later):g} after {_number(earlier):g}", later.key)
            for earlier, later in pairs
            if _number(later) < _number(earlier)
        ]
        return Judgement(exercised + len(pairs), tuple(violations))

    def _sessions(self, readings: Sequence[Reading]) -> Iterable[Sequence[Reading]]:
        told = [reading for reading in readings if self.shared or reading[2].data.get("session") is not None]
        return group(told, lambda each: (each[2].data.get("session"), each[2].data.get("record"))).values()


def _number(event: Event) -> float:
    try:
        return float(event.data["version"])
    except (TypeError, ValueError):
        return float("nan")


def _reading(history: History, event: Event) -> Reading | None:
    version = _number(event)
    arrival = history.arrivals.get(event.key or "")
    if version != version or arrival is None:
        return None
    return arrival.at, version, event


def _commits(history: History) -> dict[Any, tuple[list[float], list[float]]]:
    """Return, by record and under ``None`` for all of them: when versions were committed, and the highest by then."""
    found: dict[Any, tuple[list[float], list[float]]] = {}
    for event in history.facts.get(COMMITTED, ()):
        version = _number(event)
        if version != version:
            continue
        for record in (None, str(event.data.get("of", event.data["id"]))):
            moments, highest = found.setdefault(record, ([], []))
            moments.append(event.at)
            highest.append(max(version, highest[-1] if highest else version))
    return found


def _newest(commits: dict[Any, tuple[list[float], list[float]]], record: Any, moment: float) -> float | None:
    moments, highest = commits.get(None if record is None else str(record), ([], []))
    count = bisect_right(moments, moment)
    return highest[count - 1] if count else None


def _pairs(session: Sequence[Reading]) -> Iterator[tuple[Event, Event]]:
    """Yield every reading with the highest one that had ended when it began."""
    ended = sorted(session, key=lambda reading: reading[2].at)
    for asked, _, event in sorted(session, key=lambda reading: reading[0]):
        before = [each for _, _, each in ended[: bisect_left(ended, asked, key=lambda reading: reading[2].at)]]
        if before:
            yield max(before, key=_number), event
