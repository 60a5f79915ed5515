"""Turning pydantic's validation errors into one readable line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydantic

from .errors import did_you_mean


def complain(error: pydantic.ValidationError, *models: type[pydantic.BaseModel]) -> str:
    """Return every complaint with its place; unknown keys come with suggestions from ``models``."""
    known = {field.alias or name for model in models for name, field in model.model_fields.items()}
    return "; ".join(_complaint(problem, known) for problem in error.errors())


def _complaint(problem: Any, known: Iterable[str]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {place!r}{did_you_mean(str(problem['loc'][-1]), known)}"
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}"
