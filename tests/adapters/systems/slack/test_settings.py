"""Settings of a Slack workspace."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.slack.settings import SlackSettings


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        (None, "https://slack.com/api"),
        ("https://slack.com/api/", "https://slack.com/api"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api"),
        ("http://127.0.0.1:8080/proxy", "http://127.0.0.1:8080/proxy"),
    ],
)
def test_a_host_alone_gets_the_vendors_path(url: str | None, api_url: str) -> None:
    """A path that is given stays."""
    environment = {"CHAT_BOT_TOKEN": "xoxb-value"} | ({"CHAT_URL": url} if url else {})
    assert SlackSettings.from_environment(environment, "chat").api_url == api_url


def test_without_a_token_nothing_is_sent() -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match="CHAT_BOT_TOKEN"):
        SlackSettings.from_environment({}, "chat")
