"""sem-time-offset-dropped: timestamps are local times, and nothing says of where."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from .moment_operator import MomentOperator


class TimeOffsetDropped(MomentOperator):
    """Timestamps are written in local time, without offset.

    Args:
        minutes: how far east of Greenwich the local time is.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "a typed error that names the field: a time without an offset is not a moment"
    operator: Literal["sem-time-offset-dropped"]
    minutes: Annotated[int, Field(ge=-720, le=840)] = 120

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Write the local time; a date without a time stays."""
        if "T" not in written and " " not in written:
            return written
        return moment.astimezone(timezone(timedelta(minutes=self.minutes))).replace(tzinfo=None).isoformat()
