"""Operators on dates and times that are written as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from ..evidence import Fits, moment
from ..field_operator import FieldOperator, Place


class MomentOperator(FieldOperator):
    """A change of timestamps. Operators override ``rewritten``."""

    fits: ClassVar[Fits] = moment

    def rewritten(self, moment: datetime, written: str) -> Any:
        """Return a timestamp after the change.

        Args:
            moment: what it says; without an offset it counts as UTC.
            written: how it was written.
        """
        raise NotImplementedError

    def changed(self, value: Any, place: Place) -> Any:
        """Return the timestamp after the change; what is no timestamp is left alone."""
        moment = read_moment(value)
        return value if moment is None else self.rewritten(moment, value)


def read_moment(value: Any) -> datetime | None:
    """Return the moment that an ISO 8601 text says, UTC where it has no offset; ``None`` for anything else."""
    if not isinstance(value, str) or len(value) < len("2026-01-05"):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def write_moment(moment: datetime, *, timespec: str = "auto") -> str:
    """Return the moment in ISO 8601, with ``Z`` for UTC."""
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")
