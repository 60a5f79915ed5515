"""sem-list-order-changed: rows come in another order, where none was promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..list_operator import ListOperator, Page


class ListOrderChanged(ListOperator):
    """Rows are reversed, or drawn anew for each answer.

    Args:
        to: the new order.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: what needs an order sorts"
    operator: Literal["sem-list-order-changed"]
    to: Literal["reversed", "shuffled"] = "reversed"

    def listed(self, rows: Sequence[Any], page: Page) -> Sequence[Any]:
        """Return the rows in the new order."""
        reordered = list(reversed(rows))
        if self.to == "shuffled":
            page.random.shuffle(reordered)
        return rows if reordered == rows else reordered
