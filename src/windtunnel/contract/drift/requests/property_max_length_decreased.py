"""request-property-max-length-decreased: a text in request bodies must be shorter than it had to be."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..evidence import TEXT, stating
from .property_operator import RefusedProperty


class PropertyMaxLengthDecreased(RefusedProperty):
    """Bodies with a longer text are refused.

    Args:
        length: the number of characters that is taken.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says, or a text that was shortened on purpose; no retry"
    detects: ClassVar = ("request-property-max-length-decreased", "request-property-max-length-set")
    fits: ClassVar = stating(TEXT)
    operator: Literal["request-property-max-length-decreased"]
    length: Annotated[int, Field(ge=0)] = 40

    def complaint(self, value: Any) -> str | None:
        """Refuse longer texts."""
        too_long = isinstance(value, str) and len(value) > self.length
        return f"must have at most {self.length} characters" if too_long else None
