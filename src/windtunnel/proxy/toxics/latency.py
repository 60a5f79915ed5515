"""``latency``: everything arrives later."""

from __future__ import annotations

from ..stage import Attributes, Chunk, Stage
from .numbers import Whole

MILLISECOND = 0.001


class LatencyAttributes(Attributes):
    """Delay and how much it varies, in milliseconds; negative values count as zero."""

    latency: Whole = 0
    jitter: Whole = 0


class Latency(Stage[LatencyAttributes]):
    """Delays each chunk, counted from when it was received; the order stays.

    A chunk's delay is ``latency`` plus something between ``-jitter`` and ``+jitter``, drawn for each chunk. Many chunks
    may be under way at once, so the bandwidth stays as it is. Changed or removed, it lets what it holds go at once.
    """

    capacity_chunks = 1024

    def apply(self, chunk: Chunk) -> None:
        """Hold a chunk until it is due."""
        due = chunk.at + self._delay_seconds()
        chunk.at = due
        remaining = due - self.clock.now()
        if remaining <= 0:
            self.emit(chunk)
        else:
            self.hold(chunk, remaining, lambda: self.emit(self.let_go()))

    def _delay_seconds(self) -> float:
        delay = float(self.attributes.latency)
        if self.attributes.jitter > 0:
            delay += self.random.uniform(-self.attributes.jitter, self.attributes.jitter)
        return max(0.0, delay) * MILLISECOND
