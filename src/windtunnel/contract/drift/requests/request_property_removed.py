"""request-property-removed: a property of request bodies is ignored, and nothing says so."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import NOTHING, read_request, write_request
from ..description import DriftClass
from ..places import path_to
from ..request_operator import Arrival, Verdict
from .property_operator import PropertyOperator


class RequestPropertyRemoved(PropertyOperator):
    """The system acts as if the property had not been given."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "what was written is compared with what the answer says is there, or a typed error"
    detects: ClassVar = ("request-property-removed",)
    operator: Literal["request-property-removed"]

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request without the property."""
        name, body = self.at.rpartition(".")[2], read_request(request)
        if body is NOTHING:
            return request
        left = path_to(self.at).edit(
            body,
            lambda record: {key: each for key, each in record.items() if key != name} if name in record else record,
        )
        return request if left is body else write_request(request, left)
