"""How to reach an AI service, which model to ask, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .environment import Hidden, Settings, Url, Word, with_base_path

UsdPerMillionTokens = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(BaseModel):
    """What a model costs, in US dollars per million tokens; cached input is counted at the full price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: UsdPerMillionTokens
    output: UsdPerMillionTokens


def _decoded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


Prices = Annotated[Mapping[str, Price], BeforeValidator(_decoded)]


class AISettings(Settings):
    """Settings of an AI service; a vendor's own come on top, and its address, model and prices as defaults.

    Args:
        url: address of the API.
        api_key: the key.
        model: the model that is asked for, by its own name; an answer of another one is marked as degraded.
        completion_tokens_max: upper bound of what is generated and paid for, reasoning included.
        prices: by model; as variable, JSON such as ``{"model": {"input": 1.0, "output": 5.0}}``.
    """

    url: Url
    api_key: Hidden
    model: Word
    completion_tokens_max: Annotated[int, Field(ge=16)] = 2048
    prices: Prices

    @property
    def api_url(self) -> str:
        """Address below which the endpoints are."""
        return with_base_path(self.url, "/v1")

    @model_validator(mode="after")
    def _check_price(self) -> Self:
        if self.model not in self.prices:
            raise ValueError(f"prices has no entry for the model {self.model}")
        return self
