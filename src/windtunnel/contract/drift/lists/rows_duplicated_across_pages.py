"""sem-rows-duplicated-across-pages: the last row of a page is the first of the next, as when records move meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..list_operator import ListOperator, Page


class RowsDuplicatedAcrossPages(ListOperator):
    """Every page after the first begins with the last row of the page that was read before it."""

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the same output: rows are told apart by their key"
    operator: Literal["sem-rows-duplicated-across-pages"]

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the page with the row of the page before."""
        before = page.memory.get("last", ())
        if rows:
            page.memory["last"] = (rows[-1],)
        return rows if page.first or not before else [*before, *rows]
