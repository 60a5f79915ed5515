"""Reading a service's settings from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from .errors import ConfigurationError

ModelT = TypeVar("ModelT", bound=BaseModel)


def read_variables(kind: type[ModelT], prefix: str, environment: Mapping[str, str]) -> ModelT:
    """Return settings from the variables that begin with ``prefix``; empty ones count as not set.

    Args:
        kind: the model; it decides whether unknown variables are refused.
        prefix: ``TRIAGE_`` reads ``TRIAGE_WORKERS`` into ``workers``.
        environment: variables by name.

    Raises:
        ConfigurationError: naming the variable that is missing, wrong or unknown, never its value.
    """
    given = {
        name.removeprefix(prefix).lower(): value
        for name, value in environment.items()
        if name.startswith(prefix) and value
    }
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    name = f"{prefix}{first['loc'][0]}".upper() if first["loc"] else f"{prefix}*"
    raise ConfigurationError(f"{name}: {first['msg']}")
