"""How to reach OpenAI, which model to ask, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..environment import Hidden, Settings, Url, Word, with_base_path

UsdPerMillionTokens = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(BaseModel):
    """What a model costs, in US dollars per million tokens; cached input is counted at the full price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: UsdPerMillionTokens
    output: UsdPerMillionTokens


PRICES: Mapping[str, Price] = {
    "gpt-4o-mini-2024-07-18": Price(input=0.15, output=0.60),
    "gpt-4.1-mini-2025-04-14": Price(input=0.40, output=1.60),
    "gpt-5.4-mini-2026-03-17": Price(input=0.75, output=4.50),
}
"""List prices as quoted from the vendor's price page in mid-2026; ``prices`` replaces them."""


def _decoded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


class OpenAISettings(Settings):
    """Settings of the AI service.

    Args:
        url: address of the API.
        api_key: the project's key.
        organization: sent along when the key belongs to several.
        project: sent along when the key belongs to several.
        model: the dated snapshot that is asked for; an answer of another one is marked as degraded.
        completion_tokens_max: upper bound of what is generated and paid for, reasoning included.
        store: whether OpenAI keeps question and answer. Without it the vendor takes no metadata, and the
            question's key does not travel.
        prices: by model; as variable, JSON such as ``{"model": {"input": 0.1, "output": 0.4}}``.
    """

    url: Url = "https://api.openai.com"
    api_key: Hidden
    organization: Word | None = None
    project: Word | None = None
    model: Word = "gpt-5.4-mini-2026-03-17"
    completion_tokens_max: Annotated[int, Field(ge=16)] = 2048
    store: bool = True
    prices: Annotated[Mapping[str, Price], BeforeValidator(_decoded)] = PRICES

    @property
    def api_url(self) -> str:
        """Address below which the endpoints are."""
        return with_base_path(self.url, "/v1")

    @model_validator(mode="after")
    def _check_price(self) -> Self:
        if self.model not in self.prices:
            raise ValueError(f"prices has no entry for the model {self.model}")
        return self
