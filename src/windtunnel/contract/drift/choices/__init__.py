"""Choices, flags and nothing: lists of values, true and false, null, absent and empty."""

from ..description import DriftDescription
from .empty_became_null import EmptyBecameNull
from .enum_became_code import EnumBecameCode
from .enum_case_changed import EnumCaseChanged
from .enum_values_separated import EnumValuesSeparated
from .flag_as_text import FlagAsText
from .flag_inverted import FlagInverted
from .null_became_absent import NullBecameAbsent
from .null_became_empty import NullBecameEmpty

OPERATORS: tuple[type[DriftDescription], ...] = (
    EnumCaseChanged,
    EnumBecameCode,
    EnumValuesSeparated,
    FlagInverted,
    FlagAsText,
    NullBecameAbsent,
    NullBecameEmpty,
    EmptyBecameNull,
)

__all__ = ["OPERATORS"]
