"""Every drift operator: structural ones under oasdiff's identifiers, semantic ones under our own (``sem-``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic

from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import UnknownNameError, UsageError

from . import answers, choices, deliveries, identifiers, lists, moments, numbers, requests, structure, texts
from .description import DriftDescription

FAMILIES = (structure, choices, numbers, moments, identifiers, texts, lists, answers, requests, deliveries)
"""The folders of operators, in the order in which documentation lists them."""
OPERATORS: Mapping[str, type[DriftDescription]] = {
    operator.identifier(): operator for family in FAMILIES for operator in family.OPERATORS
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
