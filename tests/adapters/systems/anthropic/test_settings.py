"""Settings of the AI service."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.anthropic.settings import AnthropicSettings

BASE = {"AI_API_KEY": "sk-ant-api03-key-value"}


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("", "https://api.anthropic.com/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
    ],
)
def test_a_host_alone_gets_the_vendors_path(url: str, api_url: str) -> None:
    """A path that is given stays."""
    assert AnthropicSettings.from_environment(BASE | {"AI_URL": url}, "ai").api_url == api_url


def test_prices_can_be_set() -> None:
    """Vendors change them more often than we release."""
    prices = '{"claude-x": {"input": 1, "output": 2.5}}'
    chosen = AnthropicSettings.from_environment(BASE | {"AI_MODEL": "claude-x", "AI_PRICES": prices}, "ai")
    assert (chosen.prices["claude-x"].input, chosen.prices["claude-x"].output) == (1.0, 2.5)


def test_the_key_is_not_shown() -> None:
    """Not even by accident."""
    assert "sk-ant" not in repr(AnthropicSettings.from_environment(BASE, "ai"))


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"AI_API_KEY": ""}, "AI_API_KEY"),
        ({"AI_MODEL": "claude-x"}, r"AI_\*: .*claude-x"),
        ({"AI_PRICES": "{"}, "AI_PRICES"),
        ({"AI_PRICES": '{"claude-x": {"input": -1, "output": 1}}'}, "AI_PRICES"),
        ({"AI_COMPLETION_TOKENS_MAX": "1"}, "AI_COMPLETION_TOKENS_MAX"),
        ({"AI_URL": "http://api.example.org"}, "AI_URL"),
    ],
)
def test_what_would_fail_later_is_refused_at_the_start(variables: dict[str, str], message: str) -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match=message):
        AnthropicSettings.from_environment(BASE | variables, "ai")
