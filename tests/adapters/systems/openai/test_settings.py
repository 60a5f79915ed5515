"""Settings of the AI service."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.openai.settings import OpenAISettings

BASE = {"AI_API_KEY": "sk-proj-api-key-value"}


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("", "https://api.openai.com/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
    ],
)
def test_a_host_alone_gets_the_vendors_path(url: str, api_url: str) -> None:
    """A path that is given stays."""
    assert OpenAISettings.from_environment(BASE | {"AI_URL": url}, "ai").api_url == api_url


def test_prices_can_be_set() -> None:
    """Vendors change them more often than we release."""
    prices = '{"gpt-x": {"input": 1, "output": 2.5}}'
    chosen = OpenAISettings.from_environment(BASE | {"AI_MODEL": "gpt-x", "AI_PRICES": prices}, "ai")
    assert (chosen.prices["gpt-x"].input, chosen.prices["gpt-x"].output) == (1.0, 2.5)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"AI_MODEL": "gpt-x"}, r"AI_\*: .*gpt-x"),
        ({"AI_PRICES": "{"}, "AI_PRICES"),
        ({"AI_PRICES": "[]"}, "AI_PRICES"),
        ({"AI_PRICES": '{"gpt-x": {"input": -1, "output": 1}}'}, "AI_PRICES"),
        ({"AI_COMPLETION_TOKENS_MAX": "1"}, "AI_COMPLETION_TOKENS_MAX"),
    ],
)
def test_a_cost_that_could_not_be_told_is_refused_at_the_start(variables: dict[str, str], message: str) -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match=message):
        OpenAISettings.from_environment(BASE | variables, "ai")
