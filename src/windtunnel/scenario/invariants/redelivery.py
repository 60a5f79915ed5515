"""When the work on an event began anew: what is asked for then belongs to another call than what was asked before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from windtunnel.kernel.journal import Kind

from ..history import Attempt, History, group

STARTED = "started"
"""What a subject reports of itself when it begins with an event, for the first time or again."""


@dataclass(frozen=True)
class Beginnings:
    """When the work on an event began.

    Args:
        moments: when it did, in ascending order.
        delivered: when the event came to the subject, as the harness knows, in ascending order.
        told: whether the subject says when it begins, so that no other beginning is to be expected.
    """

    moments: Sequence[float] = ()
    told: bool = False
    delivered: Sequence[float] = ()


def beginnings(history: History) -> Mapping[str, Beginnings]:
    """Return by key when the work on it began.

    That is when the subject says so, and when a request is sent again that had succeeded before: whoever only tries
    again what failed does not ask for what is there already. When it was delivered is known from outside.
    """
    told = group(history.transitions.get(STARTED, ()), lambda report: report.key or "")
    came = group(history.of(Kind.DELIVERY), lambda event: event.key or "")
    found = {}
    for key in {**told, **history.attempts_by_key}:
        asked = _asked_again(history.attempts_by_key.get(key, ()))
        said = [report.at for report in told.get(key, ())]
        delivered = [event.at for event in came.get(key, ()) if not event.data.get("ended")]
        found[str(key)] = Beginnings(sorted([*said, *asked]), bool(said), delivered)
    return found


def _asked_again(attempts: Sequence[Attempt]) -> Iterator[float]:
    had_at: dict[tuple[str, str, str], float] = {}
    for attempt in attempts:
        request = (attempt.role, attempt.operation, attempt.digest)
        if request in had_at and had_at[request] <= attempt.start:
            yield attempt.start
        elif attempt.succeeded and attempt.end is not None:
            had_at[request] = attempt.end
