"""sem-payload-batched: webhooks carry a list of events."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..delivery_operator import DeliveryOperator
from ..description import DriftClass


class PayloadBatched(DeliveryOperator):
    """The payload is the only item of a list; a payload that is a list already is left alone."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error; the webhook is not acknowledged and forgotten"
    operator: Literal["sem-payload-batched"]

    def reshaped(self, payload: Any) -> Any:
        """Return the list."""
        return payload if isinstance(payload, list) else [payload]
