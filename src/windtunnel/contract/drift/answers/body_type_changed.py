"""response-body-type-changed: an object comes as a list, a list as an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..answer_operator import BodyOperator
from ..description import DriftClass


class BodyTypeChanged(BodyOperator):
    """An object is the only item of a list; a list stands in an object.

    Args:
        under: the object's field that holds the list.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error; nothing is written on"
    detects: ClassVar = ("response-body-type-changed",)
    operator: Literal["response-body-type-changed"]
    under: str = "items"

    def reformed(self, body: Any) -> Any:
        """Return the other type; other bodies are left alone."""
        if isinstance(body, list):
            return {self.under: body}
        return [body] if isinstance(body, Mapping) else body
