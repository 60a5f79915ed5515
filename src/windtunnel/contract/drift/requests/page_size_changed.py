"""sem-page-size-changed: pages have another size where none is asked for."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import with_argument
from ..description import DriftClass
from ..request_operator import Arrival, Verdict
from .page_size_operator import PageSizeOperator


class PageSizeChanged(PageSizeOperator):
    """Requests that ask for no size get pages of a new one."""

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the same output: pages are read until the system says that there are no more"
    detects: ClassVar = ("request-parameter-default-value-changed",)
    operator: Literal["sem-page-size-changed"]

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request with the new size."""
        name = self.named(request, arrival.operation)
        return request if name is None or name in request.arguments else with_argument(request, name, str(self.size))
