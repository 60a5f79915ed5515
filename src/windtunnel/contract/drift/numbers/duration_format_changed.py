"""sem-duration-format-changed: seconds arrive as ISO 8601 durations: PT1H30M for 5400."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, named, stating
from ..field_operator import FieldOperator, Place
from .quantity import is_quantity


class DurationFormatChanged(FieldOperator):
    """Numbers of seconds are written as durations."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-type-changed",)
    fits: ClassVar = named(
        r"duration|seconds|elapsed|estimate|spent|timeout|delay|age$|ttl|minutes|hours", stating(NUMBER)
    )
    operator: Literal["sem-duration-format-changed"]

    def changed(self, value: Any, place: Place) -> Any:
        """Write the duration; a negative one is left alone."""
        return _duration(value) if is_quantity(value) and value >= 0 else value


def _duration(seconds: float) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{hours:.0f}H" if hours else "", f"{minutes:.0f}M" if minutes else "", f"{rest:g}S" if rest else ""]
    return f"PT{''.join(parts) or '0S'}"
