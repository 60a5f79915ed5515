"""How to reach Anthropic, which model to ask, and what it costs."""

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
    "claude-haiku-4-5-20251001": Price(input=1.0, output=5.0),
    "claude-sonnet-4-5-20250929": Price(input=3.0, output=15.0),
    "claude-sonnet-4-6": Price(input=3.0, output=15.0),
    "claude-opus-4-5-20251101": Price(input=5.0, output=25.0),
}
"""List prices of models as they came out; ``prices`` replaces them."""


def _decoded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


class AnthropicSettings(Settings):
    """Settings of the AI service.

    Args:
        url: address of the API.
        api_key: the workspace's key.
        workspace: sent along when the key can act on several.
        model: the model that is asked for, by its own name; an answer of another one is marked as degraded.
        completion_tokens_max: upper bound of what is generated and paid for.
        prices: by model; as variable, JSON such as ``{"model": {"input": 1.0, "output": 5.0}}``.
    """

    url: Url = "https://api.anthropic.com"
    api_key: Hidden
    workspace: Word | None = None
    model: Word = "claude-haiku-4-5-20251001"
    completion_tokens_max: Annotated[int, Field(ge=16)] = 2048
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
