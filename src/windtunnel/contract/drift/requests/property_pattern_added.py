"""request-property-pattern-added: a text in request bodies must have a form."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from ..description import DriftClass
from ..evidence import TEXT, stating
from .property_operator import RefusedProperty


class PropertyPatternAdded(RefusedProperty):
    """Bodies whose text does not have the form are refused.

    Args:
        pattern: regular expression that the whole text must match.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-property-pattern-added", "request-property-pattern-changed")
    fits: ClassVar = stating(TEXT)
    operator: Literal["request-property-pattern-added"]
    pattern: str = "[A-Z0-9-]+"

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
        return pattern

    def complaint(self, value: Any) -> str | None:
        """Refuse other forms."""
        fits = not isinstance(value, str) or re.fullmatch(self.pattern, value)
        return None if fits else f"does not match {self.pattern}"
