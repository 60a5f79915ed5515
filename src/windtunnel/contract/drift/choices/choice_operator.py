"""Operators on fields that take one of several texts."""

from __future__ import annotations

from typing import Any, ClassVar

from ..evidence import Fits, choice, values
from ..field_operator import FieldOperator, Place


class ChoiceOperator(FieldOperator):
    """A change of how values are written. Operators override ``rewritten``; requests may use the new form."""

    fits: ClassVar[Fits] = choice
    reversible: ClassVar[bool] = True

    def rewritten(self, value: str, known: tuple[Any, ...]) -> Any:
        """Return a value after the change.

        Args:
            value: as it was written.
            known: the values that the contract lists, in its order; empty where a path leads to the field.
        """
        raise NotImplementedError

    def changed(self, value: Any, place: Place) -> Any:
        """Return the value in its new form; what is no text is left alone."""
        if not isinstance(value, str):
            return value
        new = self.rewritten(value, values(place.schema))
        return value if new == value else new

    def restored(self, value: Any, place: Place) -> Any:
        """Return the value of the contract whose new form this is."""
        known = values(place.schema)
        if value in known:
            return value
        return next((each for each in known if isinstance(each, str) and self.rewritten(each, known) == value), value)
