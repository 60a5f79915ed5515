"""Every drift operator: structural ones under oasdiff's identifiers, semantic ones under our own (``sem-``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic

from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .date_format_changed import DateFormatChangedDescription
from .description import DriftDescription
from .enum_value_added import EnumValueAddedDescription
from .id_format_changed import IdFormatChangedDescription
from .property_became_nullable import PropertyBecameNullableDescription
from .property_removed import PropertyRemovedDescription
from .property_type_changed import PropertyTypeChangedDescription
from .unit_scaled import UnitScaledDescription

OPERATORS: Mapping[str, type[DriftDescription]] = {
    "response-required-property-removed": PropertyRemovedDescription,
    "response-property-became-nullable": PropertyBecameNullableDescription,
    "response-property-type-changed": PropertyTypeChangedDescription,
    "response-property-enum-value-added": EnumValueAddedDescription,
    "sem-id-format-changed": IdFormatChangedDescription,
    "sem-date-format-changed": DateFormatChangedDescription,
    "sem-unit-scaled": UnitScaledDescription,
}


def read_drift(data: Mapping[str, Any], *, place: str, file: Path | None = None) -> DriftDescription:
    """Return a drift operator from data.

    Args:
        data: the operator as a mapping with ``operator``.
        place: named in errors.
        file: named in errors.

    Raises:
        UnknownNameError: no such operator.
        UsageError: a key is missing, unknown or wrong.
    """
    name = data.get("operator") if isinstance(data, Mapping) else None
    if not isinstance(name, str) or name not in OPERATORS:
        raise UnknownNameError("drift operator", str(name), OPERATORS, file=file, place=f"{place}.operator")
    try:
        return OPERATORS[name].model_validate(data)
    except pydantic.ValidationError as error:
        raise UsageError(complain(error, OPERATORS[name]), file=file, place=place) from error
