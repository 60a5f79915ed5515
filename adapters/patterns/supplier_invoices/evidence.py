"""What was read, and how far to believe it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

ValueT = TypeVar("ValueT", bound=Hashable)

CONFLICT_MARGIN = 0.15
"""A second reading that is nearly as credible takes the first one's credit away."""
CONFLICT_COST = 0.35


@dataclass(frozen=True, slots=True)
class Candidate(Generic[ValueT]):
    """One reading of a field; ``confidence`` lies between 0 and 1."""

    value: ValueT
    confidence: float


def best(candidates: Iterable[Candidate[ValueT]]) -> tuple[Candidate[ValueT], ...]:
    """Return the readings with distinct values, the most credible first.

    Of several readings of one value the most credible counts. Where another value is nearly as credible as the first
    one, neither is to be trusted.
    """
    highest: dict[ValueT, float] = {}
    for candidate in candidates:
        confidence = min(1.0, max(0.0, candidate.confidence))
        highest[candidate.value] = max(confidence, highest.get(candidate.value, 0.0))
    ranked = sorted(highest.items(), key=lambda each: -each[1])
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < CONFLICT_MARGIN:
        ranked = [(value, max(0.0, confidence - CONFLICT_COST)) for value, confidence in ranked]
    return tuple(Candidate(value, confidence) for value, confidence in ranked)
