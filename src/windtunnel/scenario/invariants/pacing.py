"""Which retries came when they did because the client spaces its requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..history import Attempt, group


def paced_retries(attempts: Sequence[Attempt], samples: int) -> frozenset[Attempt]:
    """Return the retries that a rate limiter of the client's own explains.

    A limiter shows where nothing is tried again: first tries for different keys follow each other by exactly the same
    time. A retry was held back by it when it follows a request for another key by that time, and nothing of the same
    operation follows it sooner. A retry after a fixed pause does neither: it comes between the others, or at the same
    moment as one of them.

    Args:
        attempts: of one role, in the order of sending.
        samples: how often a time must be seen to be a pace.
    """
    return frozenset(
        retry for sent in group(attempts, lambda attempt: attempt.operation).values() for retry in _held(sent, samples)
    )


def spaced_retries(attempts: Iterable[Attempt], spacings: Mapping[tuple[str, str], float]) -> Iterator[Attempt]:
    """Yield the requests that came when they did because so much time must lie between two of them.

    A client that keeps to that sends a retry exactly so long after the request before it, whatever pause it had drawn;
    requests to other things, which have quotas of their own, may come in between.

    Args:
        attempts: in the order of sending.
        spacings: by role and operation: the seconds between two requests.
    """
    for (role, operation), sent in group(attempts, lambda attempt: (attempt.role, attempt.operation)).items():
        spacing = spacings.get((role, operation))
        moments = {round(attempt.start * 1000) for attempt in sent}
        if spacing is not None:
            yield from (each for each in sent if round((each.start - spacing) * 1000) in moments)


def _held(sent: Sequence[Attempt], samples: int) -> Iterator[Attempt]:
    first = _first_tries(sent)
    spaces = Counter(
        space
        for before, after in pairwise(sent)
        if {before, after} <= first and (space := _space(before, after)) is not None
    )
    paces = {space for space, times in spaces.items() if space and times >= samples}
    for position, retry in enumerate(sent):
        if retry in first:
            continue
        pace = _space(sent[position - 1], retry)
        if pace in paces and not any(_milliseconds(retry, later) < pace for later in sent[position + 1 : position + 2]):
            yield retry


def _first_tries(sent: Sequence[Attempt]) -> frozenset[Attempt]:
    seen: dict[tuple[str | None, str], Attempt] = {}
    for attempt in sent:
        seen.setdefault((attempt.key, attempt.digest), attempt)
    return frozenset(seen.values())


def _space(before: Attempt, after: Attempt) -> int | None:
    """Return the time between requests for different keys, in milliseconds; ``None`` when it is the same key."""
    return None if before.key == after.key else _milliseconds(before, after)


def _milliseconds(before: Attempt, after: Attempt) -> int:
    return round((after.start - before.start) * 1000)
