"""sem-time-zone-shifted: the same moment, written with another offset."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from .moment_operator import MomentOperator, write_moment


class TimeZoneShifted(MomentOperator):
    """Timestamps carry the vendor's local offset: 2026-01-05T18:30:00+09:30 for 2026-01-05T09:00:00Z.

    Args:
        minutes: the offset, east of Greenwich.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: a moment with an offset is the same moment"
    operator: Literal["sem-time-zone-shifted"]
    minutes: Annotated[int, Field(ge=-720, le=840)] = 570

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Write it with the offset; a date without a time has none."""
        if "T" not in written and " " not in written:
            return written
        return write_moment(moment.astimezone(timezone(timedelta(minutes=self.minutes))))
