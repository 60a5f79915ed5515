"""Settings of Anthropic."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.anthropic.settings import AnthropicSettings

BASE = {"AI_API_KEY": "sk-ant-api03-key-value"}


def test_a_key_is_enough() -> None:
    """The vendor's address, and a model whose price is known."""
    settings = AnthropicSettings.from_environment(BASE, "ai")
    assert settings.api_url == "https://api.anthropic.com/v1"
    assert settings.prices[settings.model].output == 5.0


@pytest.mark.parametrize(
    ("variables", "message"),
    [({"AI_API_KEY": ""}, "AI_API_KEY"), ({"AI_URL": "http://api.example.org"}, "AI_URL")],
)
def test_what_would_fail_later_is_refused_at_the_start(variables: dict[str, str], message: str) -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match=message):
        AnthropicSettings.from_environment(BASE | variables, "ai")
