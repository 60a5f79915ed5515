"""Operators on how many rows a page has; the system itself cuts the pages, so that paging goes on to the last row."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from windtunnel.world.http import Request

from ...document import Operation
from ..request_operator import RequestOperator

SIZES = (
    "per_page", "page_size", "pageSize", "page[size]", "limit", "maxResults", "max_results", "$top", "top", "count",
    "sysparm_limit", "results_per_page", "first", "size",
)  # fmt: skip
"""Names that APIs give to the parameter."""


class PageSizeOperator(RequestOperator):
    """A change of page sizes.

    Args:
        size: rows on a page.
        parameter: the parameter that asks for a size; without it, the one that the operation has in its contract.
    """

    size: Annotated[int, Field(ge=1)] = 2
    parameter: str | None = None

    @property
    def place(self) -> str:
        """The parameter."""
        return self.parameter or ""

    def named(self, request: Request, operation: Operation | None) -> str | None:
        """Return the name of the parameter; ``None`` where the operation has no pages."""
        if self.parameter is not None:
            return self.parameter
        if operation is None or request.method != "GET":
            return None
        known = {parameter.name for parameter in operation.parameters if parameter.where == "query"}
        return next((name for name in SIZES if name in known), None)
