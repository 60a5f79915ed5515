"""sem-payload-wrapped: the payload of webhooks stands in an envelope."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..delivery_operator import DeliveryOperator
from ..description import DriftClass


class PayloadWrapped(DeliveryOperator):
    """The payload is ``{"specversion": "1.0", "data": ..}``, as in CloudEvents.

    Args:
        under: the envelope's field that holds the payload.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the missing field; the webhook is not acknowledged and forgotten"
    operator: Literal["sem-payload-wrapped"]
    under: str = "data"

    def reshaped(self, payload: Any) -> Any:
        """Return the envelope."""
        return {"specversion": "1.0", self.under: payload}
