"""sem-value-json-encoded: objects and lists are text that holds their JSON."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..bodies import dumps
from ..description import DriftClass
from ..evidence import LIST, OBJECT, stating
from ..field_operator import FieldOperator, Place


class ValueJsonEncoded(FieldOperator):
    """The value is encoded twice."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-type-changed",)
    fits: ClassVar = stating(OBJECT, LIST)
    operator: Literal["sem-value-json-encoded"]

    def changed(self, value: Any, place: Place) -> Any:
        """Encode it."""
        return dumps(value).decode() if isinstance(value, dict | list) else value
