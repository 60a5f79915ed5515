"""sem-date-format-changed: timestamps change their notation, or lose their offset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any, ClassVar, Literal

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift

Notation = Literal["day-month-year", "month-day-year", "no-offset", "epoch-seconds", "epoch-milliseconds"]


class DateFormatChangedDescription(DriftDescription):
    """ISO 8601 timestamps arrive in another notation.

    Args:
        to: the new notation.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field: a guessed date is a wrong date"
    operator: Literal["sem-date-format-changed"]
    to: Notation = "day-month-year"

    def build(self, contract: Contract, random: Random, start: float) -> DateFormatChanged:
        """Return the change at work."""
        return DateFormatChanged(self, contract, random, start, self.to)


class DateFormatChanged(Drift):
    """Writes timestamps in another notation."""

    def __init__(
        self, description: DriftDescription, contract: Contract, random: Random, start: float, to: Notation
    ) -> None:
        super().__init__(description, contract, random, start)
        self._write = NOTATIONS[to]

    def changed(self, value: Any) -> Any:
        """Return the timestamp in the new notation; anything else is left alone."""
        moment = _read(value)
        return value if moment is None else self._write(moment)


def _read(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


NOTATIONS: Mapping[Notation, Callable[[datetime], Any]] = {
    "day-month-year": lambda moment: moment.strftime("%d/%m/%Y %H:%M"),
    "month-day-year": lambda moment: moment.strftime("%m/%d/%Y %H:%M"),
    "no-offset": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S"),
    "epoch-seconds": lambda moment: int(moment.timestamp()),
    "epoch-milliseconds": lambda moment: int(moment.timestamp() * 1000),
}
