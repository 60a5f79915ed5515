"""request-property-type-changed: a property of request bodies takes another type only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..bodies import NOTHING
from ..description import DriftClass
from .property_operator import RefusedProperty

Kind = Literal["string", "number", "boolean", "array", "object"]
TYPES: Mapping[Kind, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class RequestPropertyTypeChanged(RefusedProperty):
    """Bodies whose property has any other type are refused; null and nothing are taken.

    Args:
        to: the type that is taken.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-property-type-changed",)
    operator: Literal["request-property-type-changed"]
    to: Kind = "object"

    def complaint(self, value: Any) -> str | None:
        """Refuse other types."""
        if value is NOTHING or value is None:
            return None
        fits = isinstance(value, TYPES[self.to]) and (self.to == "boolean" or not isinstance(value, bool))
        return None if fits else f"must be of type {self.to}"
