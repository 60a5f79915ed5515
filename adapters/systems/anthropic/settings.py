"""How to reach Anthropic, which model to ask, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping

from ..ai_settings import AISettings, Price, Prices
from ..environment import Url, Word

PRICES: Mapping[str, Price] = {
    "claude-haiku-4-5-20251001": Price(input=1.0, output=5.0),
    "claude-sonnet-4-5-20250929": Price(input=3.0, output=15.0),
    "claude-sonnet-4-6": Price(input=3.0, output=15.0),
    "claude-opus-4-5-20251101": Price(input=5.0, output=25.0),
}
"""List prices of models as they came out; ``prices`` replaces them."""


class AnthropicSettings(AISettings):
    """Settings of Anthropic; for the key, which is a workspace's, and the rest see ``AISettings``.

    Args:
        workspace: sent along when the key can act on several.
    """

    url: Url = "https://api.anthropic.com"
    workspace: Word | None = None
    model: Word = "claude-haiku-4-5-20251001"
    prices: Prices = PRICES
