"""What the settings of AI services have in common."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.ai_settings import AISettings, Price, Prices
from adapters.systems.environment import Url, Word

BASE = {"AI_API_KEY": "key-value"}


class AbacusSettings(AISettings):
    """Settings of a vendor."""

    url: Url = "https://api.abacus.example"
    model: Word = "beads-2"
    prices: Prices = {"beads-2": Price(input=1.0, output=2.0)}


def settings(**variables: str) -> AbacusSettings:
    """Return settings as the environment has them."""
    return AbacusSettings.from_environment(BASE | variables, "ai")


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("", "https://api.abacus.example/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
    ],
)
def test_a_host_alone_gets_the_usual_path(url: str, api_url: str) -> None:
    """A path that is given stays."""
    assert settings(AI_URL=url).api_url == api_url


def test_prices_can_be_set() -> None:
    """Vendors change them more often than we release."""
    chosen = settings(AI_MODEL="beads-3", AI_PRICES='{"beads-3": {"input": 1, "output": 2.5}}')
    assert chosen.prices["beads-3"] == Price(input=1.0, output=2.5)


def test_the_key_is_not_shown() -> None:
    """Not even by accident."""
    assert "key-value" not in repr(settings())


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"AI_API_KEY": ""}, "AI_API_KEY"),
        ({"AI_MODEL": "beads-9"}, r"AI_\*: .*beads-9"),
        ({"AI_PRICES": "{"}, "AI_PRICES"),
        ({"AI_PRICES": "[]"}, "AI_PRICES"),
        ({"AI_PRICES": '{"beads-2": {"input": -1, "output": 1}}'}, "AI_PRICES"),
        ({"AI_COMPLETION_TOKENS_MAX": "1"}, "AI_COMPLETION_TOKENS_MAX"),
    ],
)
def test_a_cost_that_could_not_be_told_is_refused_at_the_start(variables: dict[str, str], message: str) -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match=message):
        settings(**variables)
