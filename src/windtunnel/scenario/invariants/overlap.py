"""How many requests were under way at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..history import Attempt, most_at_once


def held_at_once(attempts: Iterable[Attempt]) -> int:
    """Return how many requests were without an answer at the same time, at most.

    One that is answered in the moment in which it is sent holds nothing; one without an answer is held for ever.
    """
    return most_at_once(moment for attempt in attempts for moment in _moments(attempt))


def _moments(attempt: Attempt) -> Iterator[tuple[float, int]]:
    if attempt.end is None:
        yield attempt.start, 1
    elif attempt.end > attempt.start:
        yield attempt.start, 1
        yield attempt.end, -1
