"""Phases of a run: baseline, fault, recovery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .model import Condition

FOREVER = float("inf")


@dataclass(frozen=True)
class Phases:
    """When a run is disturbed, in seconds after its start.

    Args:
        disturbed_from: when the first disturbance begins; ``None`` for a run without any.
        disturbed_until: when the last one ends; infinity when one never ends.
        heals: by role, when its last disturbance ends, for roles that get well again.
    """

    disturbed_from: float | None
    disturbed_until: float
    heals: Mapping[str, float]

    def at(self, seconds: float) -> str:
        """Return the phase at a time after the start."""
        if self.disturbed_from is None or seconds < self.disturbed_from:
            return "baseline"
        return "fault" if seconds < self.disturbed_until else "recovery"

    def names(self) -> list[str]:
        """Return the phases that this run has."""
        if self.disturbed_from is None:
            return ["baseline"]
        before = ["baseline"] if self.disturbed_from > 0 else []
        after = ["recovery"] if self.disturbed_until < FOREVER else []
        return [*before, "fault", *after]


def phases_of(condition: Condition) -> Phases:
    """Return the phases that follow from the faults, drift and quotas of a condition."""
    spans = list(_spans(condition))
    if not spans:
        return Phases(None, 0.0, {})
    ends: dict[str, float] = {}
    for role, _, end in spans:
        ends[role] = max(ends.get(role, 0.0), end)
    heals = {role: end for role, end in ends.items() if end < FOREVER}
    return Phases(min(start for _, start, _ in spans), max(end for _, _, end in spans), heals)


def _spans(condition: Condition) -> Iterator[tuple[str, float, float]]:
    for fault in condition.faults:
        yield fault.on, fault.from_, FOREVER if fault.until is None else fault.until
    for drift in condition.drift:
        yield drift.on, drift.from_, FOREVER if drift.for_ is None else drift.from_ + drift.for_
    for role in condition.quotas:
        yield role, 0.0, FOREVER
