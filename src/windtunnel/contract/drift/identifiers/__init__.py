"""Identifiers: opaque to a correct consumer, whatever they look like.

The system understands the new form in requests, and the keys of a run are compared in the old one.
"""

from ..description import DriftDescription
from .id_became_uuid import IdBecameUuid
from .id_beyond_safe_integer import IdBeyondSafeInteger
from .id_format_changed import IdFormatChanged
from .id_prefixed import IdPrefixed
from .id_zero_padded import IdZeroPadded
from .reference_expanded import ReferenceExpanded

OPERATORS: tuple[type[DriftDescription], ...] = (
    IdFormatChanged,
    IdPrefixed,
    IdBecameUuid,
    IdZeroPadded,
    IdBeyondSafeInteger,
    ReferenceExpanded,
)

__all__ = ["OPERATORS"]
