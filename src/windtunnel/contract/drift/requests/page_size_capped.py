"""sem-page-size-capped: pages are smaller than they were asked to be."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import with_argument
from ..description import DriftClass
from ..request_operator import Arrival, Verdict
from .page_size_operator import PageSizeOperator


class PageSizeCapped(PageSizeOperator):
    """Requests that ask for more rows get fewer, and no error."""

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the same output: a short page is not taken for the last"
    detects: ClassVar = ("request-parameter-max-decreased",)
    operator: Literal["sem-page-size-capped"]

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request with a size that is given."""
        name = self.named(request, arrival.operation)
        asked = request.arguments.get(name, "") if name is not None else ""
        if name is None or not asked.isdigit() or int(asked) <= self.size:
            return request
        return with_argument(request, name, str(self.size))
