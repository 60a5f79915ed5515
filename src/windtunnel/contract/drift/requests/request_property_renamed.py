"""sem-request-property-renamed: a property of request bodies has another name, and the old one is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import NOTHING, read_request, write_request
from ..description import DriftClass
from ..places import path_to
from ..request_operator import Arrival, Verdict
from .property_operator import PropertyOperator


class RequestPropertyRenamed(PropertyOperator):
    """The system knows the new name only.

    Args:
        to: the new name.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "what was written is compared with what the answer says is there, or a typed error"
    detects: ClassVar = ("request-property-removed", "new-optional-request-property")
    operator: Literal["sem-request-property-renamed"]
    to: str

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request without the old name."""
        return self._edited(
            request, lambda record, name: {key: record[key] for key in record if key != name}, self._old
        )

    def understood(self, request: Request) -> Request:
        """Return the request with the old name where it has the new one."""
        return self._edited(request, self._with_old_name, self.to) if self.to.encode() in request.body else request

    @property
    def _old(self) -> str:
        return self.at.rpartition(".")[2]

    def _with_old_name(self, record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        others = {key: value for key, value in record.items() if key not in (name, self._old)}
        return {**others, self._old: record[name]}

    def _edited(self, request: Request, change: Any, name: str) -> Request:
        body = read_request(request)
        if body is NOTHING:
            return request
        edited = path_to(self.at).edit(body, lambda record: change(record, name) if name in record else record)
        return request if edited is body else write_request(request, edited)
