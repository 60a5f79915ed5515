"""The share of failures among recent calls."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

SLICES = 10


@dataclass(slots=True)
class _Slice:
    number: int
    samples: int = 0
    failures: int = 0


class FailureWindow:
    """Counts calls of the last ``seconds`` in ten slices, so that its size does not grow with the traffic.

    What is counted is between nine tenths of ``seconds`` and ``seconds`` old at most.
    """

    def __init__(self, seconds: float) -> None:
        self._slice_seconds = seconds / SLICES
        self._slices: deque[_Slice] = deque()
        self.samples = 0
        self.failures = 0

    @property
    def failure_rate(self) -> float:
        """Failures per call, 0 without calls; as of the last ``count``."""
        return self.failures / self.samples if self.samples else 0.0

    def count(self, now: float, success: bool) -> None:
        """Count a call that ended at ``now``, in steady seconds."""
        number = int(now / self._slice_seconds)
        if not self._slices or self._slices[-1].number != number:
            self._slices.append(_Slice(number))
            self._forget(number - SLICES)
        self._slices[-1].samples += 1
        self.samples += 1
        if not success:
            self._slices[-1].failures += 1
            self.failures += 1

    def _forget(self, number: int) -> None:
        while self._slices[0].number <= number:
            old = self._slices.popleft()
            self.samples -= old.samples
            self.failures -= old.failures
