"""Lists: order, limits, and rows that are twice, not at all, or no longer left out."""

from ..description import DriftDescription
from .default_filter_changed import DefaultFilterChanged
from .list_order_changed import ListOrderChanged
from .list_truncated import ListTruncated
from .rows_duplicated_across_pages import RowsDuplicatedAcrossPages
from .rows_missing_across_pages import RowsMissingAcrossPages
from .soft_deleted_rows_included import SoftDeletedRowsIncluded

OPERATORS: tuple[type[DriftDescription], ...] = (
    ListOrderChanged,
    ListTruncated,
    RowsDuplicatedAcrossPages,
    RowsMissingAcrossPages,
    DefaultFilterChanged,
    SoftDeletedRowsIncluded,
)

__all__ = ["OPERATORS"]
