"""sem-soft-deleted-rows-included: lists have rows that were deleted, with a mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..list_operator import ListOperator, Page


class SoftDeletedRowsIncluded(ListOperator):
    """A deleted row stands behind the others: like one of them, drawn, under an id of its own, and marked.

    Args:
        mark: the fields by which deleted rows are known.
        id_field: the field that holds the id.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "the same output: rows with the mark are left out"
    detects: ClassVar = ("response-optional-property-added",)
    operator: Literal["sem-soft-deleted-rows-included"]
    mark: Mapping[str, Any] = Field(default_factory=lambda: {"deleted": True})
    id_field: str = "id"

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the rows with a deleted one."""
        living = [row for row in rows if isinstance(row, Mapping)]
        if not living:
            return rows
        model = page.random.choice(living)
        own = {self.id_field: _other(model[self.id_field])} if self.id_field in model else {}
        return [*rows, {**model, **own, **self.mark}]


def _other(identifier: Any) -> Any:
    number = isinstance(identifier, int) and not isinstance(identifier, bool)
    return identifier + 900_000_000 if number else f"{identifier}-deleted"
