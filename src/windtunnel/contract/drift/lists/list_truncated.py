"""sem-list-truncated: lists end after some rows, and nothing says that there are more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..list_operator import ListOperator, Page


class ListTruncated(ListOperator):
    """Only the first rows of each answer arrive.

    Args:
        rows_max: how many; without it, half of them.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error where the rows do not add up to the total that the answer gives"
    operator: Literal["sem-list-truncated"]
    rows_max: Annotated[int, Field(ge=0)] | None = None

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the first rows."""
        limit = len(rows) // 2 if self.rows_max is None else self.rows_max
        return rows if len(rows) <= limit else rows[:limit]
