"""sem-body-wrapped: the body stands in an envelope."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..answer_operator import BodyOperator
from ..description import DriftClass


class BodyWrapped(BodyOperator):
    """Successful answers are ``{"data": ..}``.

    Args:
        under: the envelope's field that holds the body.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the missing field; nothing is written on"
    detects: ClassVar = ("response-required-property-removed", "response-required-property-added")
    operator: Literal["sem-body-wrapped"]
    under: str = "data"

    def reformed(self, body: Any) -> Any:
        """Return the envelope."""
        return {self.under: body}
