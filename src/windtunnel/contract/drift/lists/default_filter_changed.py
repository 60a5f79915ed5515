"""sem-default-filter-changed: lists leave rows out that they always had, unless they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..list_operator import ListOperator, Page


class DefaultFilterChanged(ListOperator):
    """Rows whose field has one of some values are left out.

    Args:
        field: the field; without it, every second row is left out.
        values: the values of rows that are left out.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "the filter is stated in every request; where it is not, a typed error by the total"
    operator: Literal["sem-default-filter-changed"]
    field: str | None = None
    values: tuple[Any, ...] = ()

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the rows that are left."""
        left = rows[::2] if self.field is None else [row for row in rows if not self._hidden(row)]
        return rows if len(left) == len(rows) else left

    def _hidden(self, row: Any) -> bool:
        return isinstance(row, Mapping) and row.get(self.field) in self.values
