"""sem-day-month-swapped: day and month change places, and the form stays the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .moment_operator import MomentOperator

DAY_MAX = 12


class DayMonthSwapped(MomentOperator):
    """5 January is written as 2026-05-01; days after the twelfth stay, since no month has their number."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "an invariant of the data (paid after billed, not in the future) raises a typed error"
    operator: Literal["sem-day-month-swapped"]

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Swap them where both are possible."""
        year, month, day = written[:4], written[5:7], written[8:10]
        if written[4] != "-" or not day.isdigit() or int(day) > DAY_MAX or day == month:
            return written
        return f"{year}-{day}-{month}{written[10:]}"
