"""How a model takes over, and how it is sent back: a table of phases, and the rule that ends them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What the models are doing."""

    STEADY = "steady"  # one model answers
    SHADOW = "shadow"  # a candidate answers too, and nobody is told
    WATCH = "watch"  # the candidate has taken over, and the model before it answers in the shadow


class Event(StrEnum):
    """What ends a phase."""

    PROPOSED = "proposed"
    PROMOTED = "promoted"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    ROLLED_BACK = "rolled-back"


TRANSITIONS: Mapping[tuple[Phase, Event], Phase] = {
    (Phase.STEADY, Event.PROPOSED): Phase.SHADOW,
    (Phase.SHADOW, Event.PROMOTED): Phase.WATCH,
    (Phase.SHADOW, Event.REJECTED): Phase.STEADY,
    (Phase.WATCH, Event.CONFIRMED): Phase.STEADY,
    (Phase.WATCH, Event.ROLLED_BACK): Phase.STEADY,
}
"""Every way a phase ends."""
SWAPS = frozenset({Event.PROMOTED, Event.ROLLED_BACK})
"""Events by which the model in the shadow becomes the one that answers."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Labelled answers of a phase: how many, and how many of them each model had right."""

    answers: int = 0
    active_right: int = 0
    shadow_right: int = 0

    @property
    def lead(self) -> float:
        """By which share of the answers the model in the shadow is better."""
        return (self.shadow_right - self.active_right) / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """When a phase is judged, and how; see ``Settings``."""

    answers: int
    better_by: float
    worse_by: float

    def judge(self, phase: Phase, tally: Tally) -> Event | None:
        """Return what ends ``phase`` now; ``None`` while it goes on."""
        if phase is Phase.STEADY or tally.answers < self.answers:
            return None
        return _VERDICTS[phase](self, tally.lead)


_VERDICTS: Mapping[Phase, Callable[[Rule, float], Event]] = {
    Phase.SHADOW: lambda rule, lead: Event.PROMOTED if lead > rule.better_by else Event.REJECTED,
    Phase.WATCH: lambda rule, lead: Event.ROLLED_BACK if lead > rule.worse_by else Event.CONFIRMED,
}
