"""How to reach OpenAI, which model to ask, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping

from ..ai_settings import AISettings, Price, Prices
from ..environment import Url, Word

PRICES: Mapping[str, Price] = {
    "gpt-4o-mini-2024-07-18": Price(input=0.15, output=0.60),
    "gpt-4.1-mini-2025-04-14": Price(input=0.40, output=1.60),
    "gpt-5.4-mini-2026-03-17": Price(input=0.75, output=4.50),
}
"""List prices as quoted from the vendor's price page in mid-2026; ``prices`` replaces them."""


class OpenAISettings(AISettings):
    """Settings of OpenAI; for the key, which is a project's, and the rest see ``AISettings``.

    Args:
        organization: sent along when the key belongs to several.
        project: sent along when the key belongs to several.
        model: a dated snapshot.
        store: whether OpenAI keeps question and answer. Without it the vendor takes no metadata, and the
            question's key does not travel.
    """

    url: Url = "https://api.openai.com"
    organization: Word | None = None
    project: Word | None = None
    model: Word = "gpt-5.4-mini-2026-03-17"
    store: bool = True
    prices: Prices = PRICES
