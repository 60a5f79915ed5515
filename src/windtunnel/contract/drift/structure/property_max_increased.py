"""response-property-max-increased: numbers are larger than they ever were."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place


class PropertyMaxIncreased(FieldOperator):
    """The number lies above every bound that was known.

    Args:
        by: what is added to the contract's maximum, or to the number where it has none.
    """

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the number is passed on, or a typed error where the next system does not take it"
    detects: ClassVar = ("response-property-max-increased",)
    fits: ClassVar = stating(NUMBER)
    operator: Literal["response-property-max-increased"]
    by: int = 2**31

    def changed(self, value: Any, place: Place) -> Any:
        """Return a number above the bound."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return max(value, place.schema.get("maximum", value)) + self.by
