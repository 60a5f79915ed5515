"""sem-timestamp-truncated: the time of the day is gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import time_of_day
from .moment_operator import MomentOperator

DATE_LENGTH = len("2026-01-05")


class TimestampTruncated(MomentOperator):
    """Timestamps are dates: 2026-01-05 for 2026-01-05T09:00:00Z."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field where the time counts; midnight is not the time"
    fits: ClassVar = time_of_day
    operator: Literal["sem-timestamp-truncated"]

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Leave the date."""
        return written if len(written) == DATE_LENGTH else written[:DATE_LENGTH]
