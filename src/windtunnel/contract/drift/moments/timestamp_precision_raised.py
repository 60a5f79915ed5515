"""sem-timestamp-precision-raised: timestamps carry fractions of a second."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .moment_operator import MomentOperator, write_moment

Precision = Literal["milliseconds", "microseconds", "nanoseconds"]


class TimestampPrecisionRaised(MomentOperator):
    """The same moment with more digits: 2026-01-05T09:00:00.000000Z.

    Args:
        to: the new precision.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output"
    operator: Literal["sem-timestamp-precision-raised"]
    to: Precision = "microseconds"

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Write the digits; a date without a time stays."""
        if "T" not in written and " " not in written:
            return written
        if self.to != "nanoseconds":
            return write_moment(moment, timespec=self.to)
        digits = write_moment(moment, timespec="microseconds")
        return f"{digits[:26]}000{digits[26:]}"
