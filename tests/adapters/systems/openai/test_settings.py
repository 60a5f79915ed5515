"""Settings of OpenAI."""

from __future__ import annotations

from adapters.systems.openai.settings import OpenAISettings


def test_a_key_is_enough() -> None:
    """The vendor's address, and a model whose price is known."""
    settings = OpenAISettings.from_environment({"AI_API_KEY": "sk-proj-api-key-value"}, "ai")
    assert settings.api_url == "https://api.openai.com/v1"
    assert settings.prices[settings.model].output == 4.5
