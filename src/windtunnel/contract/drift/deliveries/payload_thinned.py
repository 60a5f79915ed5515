"""sem-payload-thinned: webhooks say only what happened to which object; the rest must be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..delivery_operator import DeliveryOperator
from ..description import DriftClass

_KEPT = re.compile(r"(^|_)(id|ids|type|event|kind|action|topic|version|ok)$|(Id|Type|Event)$")


class PayloadThinned(DeliveryOperator):
    """Of every object in the payload only ids, types and what holds them are left."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "the same output, because the object is read from its system; or a typed error"
    operator: Literal["sem-payload-thinned"]

    def reshaped(self, payload: Any) -> Any:
        """Return the thin payload."""
        thin = _thin(payload)
        return payload if thin == payload else thin


def _thin(value: Any) -> Any:
    if isinstance(value, list):
        return [_thin(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    inside = {name: _thin(each) for name, each in value.items()}
    return {
        name: each
        for name, each in inside.items()
        if _KEPT.search(name) or (isinstance(each, Mapping | list) and bool(each) and not _plain(each))
    }


def _plain(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(each, Mapping) for each in value)
