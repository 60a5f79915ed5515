"""Turning pydantic's validation errors into one readable line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydantic

from .errors import did_you_mean

COMPLAINTS_MAX = 5
"""Beyond it, a list with the same mistake in every entry would fill the screen."""

_TABLE = "Input should be a table of keys and values"
_IN_WORDS = {"model_type": _TABLE, "dict_type": _TABLE, "mapping_type": _TABLE, "tuple_type": "Input should be a list"}
"""What pydantic says in words of Python, as whoever writes a file calls it."""


def complain(error: pydantic.ValidationError, *models: type[pydantic.BaseModel]) -> str:
    """Return the first complaints with their places; unknown keys come with suggestions from ``models``."""
    known = {field.alias or name for model in models for name, field in model.model_fields.items()}
    problems = error.errors()
    told = [_complaint(problem, known) for problem in problems[:COMPLAINTS_MAX]]
    more = len(problems) - len(told)
    return "; ".join([*told, *([f"and {more} more"] if more else [])])


def _complaint(problem: Any, known: Iterable[str]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {place!r}{did_you_mean(str(problem['loc'][-1]), known)}"
    if problem["type"] in _IN_WORDS:
        return f"{place}: {_IN_WORDS[problem['type']]}"
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}"
