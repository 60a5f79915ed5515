"""sem-rows-missing-across-pages: a row falls between two pages, as when records before it are deleted meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..list_operator import ListOperator, Page


class RowsMissingAcrossPages(ListOperator):
    """Every page after the first lacks its first row."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = (
        "a typed error where the rows do not add up to the total, or a second reading that finds the row"
    )
    operator: Literal["sem-rows-missing-across-pages"]

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the page without its first row."""
        return rows if page.first or not rows else rows[1:]
