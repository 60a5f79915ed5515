"""sem-event-type-renamed: webhooks call the same event by another name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..delivery_operator import DeliveryOperator
from ..description import DriftClass, FieldPath
from ..places import path_to


class EventTypeRenamed(DeliveryOperator):
    """The field that names the event has another value.

    Args:
        at: path of the field in the payload.
        prefix: what stands before the old name.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the event; it is not acknowledged and forgotten"
    operator: Literal["sem-event-type-renamed"]
    at: FieldPath = "$.type"
    prefix: str = "v2."

    @property
    def place(self) -> str:
        """The field."""
        return self.at

    def reshaped(self, payload: Any) -> Any:
        """Return the payload with the new name."""
        return path_to(self.at).edit(payload, self._renamed)

    def _renamed(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        name = self.at.rpartition(".")[2]
        return {**record, name: self.prefix + record[name]} if isinstance(record.get(name), str) else record
