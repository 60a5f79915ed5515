"""Event time: windows, the watermark, what is late, and what is out of the ordinary."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import fmean, pstdev

NEVER = -math.inf


@dataclass(frozen=True, slots=True)
class Windowing:
    """How event time is divided; all in seconds.

    Args:
        length: of a window; windows begin at multiples of it since the epoch.
        out_of_order: how far the watermark stays behind the newest event.
        lateness: how long after its end, by the watermark, a window still takes events.
    """

    length: float
    out_of_order: float
    lateness: float

    def start_of(self, at: float) -> float:
        """Return the beginning of the window that ``at`` falls into."""
        return math.floor(at / self.length) * self.length

    def closes_at(self, start: float) -> float:
        """Return the watermark at which a window takes no more events."""
        return start + self.length + self.lateness


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the log was read, and what time it is there.

    Args:
        position: the last offset that was read.
        watermark: no event before it is waited for.
        newest: the newest time that an event had.
    """

    position: int = 0
    watermark: float = NEVER
    newest: float = NEVER

    def after(self, position: int, occurred_at: float, windowing: Windowing) -> Progress:
        """Return the progress after one more event; the watermark never goes back."""
        newest = max(self.newest, occurred_at)
        return Progress(position, max(self.watermark, newest - windowing.out_of_order), newest)

    def idle(self, windowing: Windowing) -> Progress:
        """Return the progress when nothing more is waited for in any window that has begun."""
        if self.newest == NEVER:
            return self
        closed = windowing.closes_at(windowing.start_of(self.newest))
        return replace(self, watermark=max(self.watermark, closed))

    def is_late(self, occurred_at: float, windowing: Windowing) -> bool:
        """Tell whether the window of a time is closed."""
        return windowing.closes_at(windowing.start_of(occurred_at)) <= self.watermark

    def to_text(self) -> str:
        """Return it as a checkpoint's position."""
        return json.dumps([self.position, self.watermark, self.newest])

    @classmethod
    def from_text(cls, text: str) -> Progress:
        """Return what ``to_text`` wrote."""
        position, watermark, newest = json.loads(text)
        return cls(int(position), float(watermark), float(newest))


@dataclass(frozen=True, slots=True)
class Tally:
    """What a window held: ``negative`` of ``classified`` of all its ``events``."""

    start: float
    events: int
    classified: int
    negative: int

    @property
    def share(self) -> float:
        """Share of negative ones among the classified."""
        return self.negative / self.classified if self.classified else 0.0


@dataclass(frozen=True, slots=True)
class Baseline:
    """What windows usually are like: mean and standard deviation of the share of negative events."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class AnomalyRule:
    """When a window is out of the ordinary; see ``Settings``."""

    windows_min: int
    events_min: int
    margin: float
    deviations: float

    def judge(self, tally: Tally, trailing: Sequence[Tally]) -> Baseline | None:
        """Return what a window stands out from; ``None`` when it does not, or too little is known to say."""
        known = [each for each in trailing if each.classified >= self.events_min]
        if len(known) < self.windows_min or tally.classified < self.events_min:
            return None
        shares = [each.share for each in known]
        baseline = Baseline(fmean(shares), pstdev(shares))
        threshold = baseline.mean + max(self.margin, self.deviations * baseline.deviation)
        return baseline if tally.share > threshold else None


def name_of(start: float) -> str:
    """Return the name of a window: its beginning in UTC."""
    return datetime.fromtimestamp(start, UTC).isoformat().replace("+00:00", "Z")
