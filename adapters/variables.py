"""Settings of a service, read from environment variables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from .errors import ConfigurationError

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1)]


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [word.strip() for word in value.split(",") if word.strip()]


SEPARATED = BeforeValidator(_words)
"""Reads several words from one variable: comma separated, or a JSON array."""
Choices = Annotated[tuple[Name, ...], SEPARATED, Field(min_length=2)]
"""A closed set to choose from."""


class ServiceSettings(BaseModel):
    """Base of the settings: frozen, unknown names refused, values kept out of error messages.

    Attributes:
        prefix: of the service's variables; with ``TRIAGE_``, ``TRIAGE_WORKERS`` sets ``workers``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    prefix: ClassVar[str]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables that begin with the prefix; empty ones count as not set.

        Raises:
            ConfigurationError: naming the variable that is missing, wrong or unknown, never its value.
        """
        given = {
            name.removeprefix(cls.prefix).lower(): value
            for name, value in environment.items()
            if name.startswith(cls.prefix) and value
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = f"{cls.prefix}{first['loc'][0]}".upper() if first["loc"] else f"{cls.prefix}*"
        raise ConfigurationError(f"{name}: {first['msg']}")
