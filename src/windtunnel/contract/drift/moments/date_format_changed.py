"""sem-date-format-changed: timestamps change their notation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .moment_operator import MomentOperator

Notation = Literal["day-month-year", "month-day-year", "no-offset", "epoch-seconds", "epoch-milliseconds", "rfc-2822"]


class DateFormatChanged(MomentOperator):
    """ISO 8601 timestamps arrive in another notation.

    Args:
        to: the new notation.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field: a guessed date is a wrong date"
    operator: Literal["sem-date-format-changed"]
    to: Notation = "day-month-year"

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Write it in the new notation."""
        return NOTATIONS[self.to](moment)


NOTATIONS: Mapping[Notation, Callable[[datetime], Any]] = {
    "day-month-year": lambda moment: moment.strftime("%d/%m/%Y %H:%M"),
    "month-day-year": lambda moment: moment.strftime("%m/%d/%Y %H:%M"),
    "no-offset": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S"),
    "epoch-seconds": lambda moment: int(moment.timestamp()),
    "epoch-milliseconds": lambda moment: int(moment.timestamp() * 1000),
    "rfc-2822": lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S %z"),
}
