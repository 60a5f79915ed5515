"""Settings of a Zendesk account."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.zendesk.settings import ZendeskSettings

BASE = {"HELPDESK_URL": "https://example.zendesk.com", "HELPDESK_SIGNING_SECRET": "signing-secret-value"}
OAUTH = {"HELPDESK_CLIENT_ID": "id", "HELPDESK_CLIENT_SECRET": "client-secret-value"}
BASIC = {"HELPDESK_EMAIL": "agent@mail.example", "HELPDESK_API_TOKEN": "api-token-value"}


@pytest.mark.parametrize("credentials", [OAUTH, BASIC, OAUTH | BASIC])
def test_an_oauth_client_or_an_api_token_is_enough(credentials: dict[str, str]) -> None:
    """Both may be there."""
    settings = ZendeskSettings.from_environment(BASE | credentials, "helpdesk")
    assert settings.signing_secret.reveal() == "signing-secret-value"


@pytest.mark.parametrize("credentials", [{}, {"HELPDESK_CLIENT_ID": "id"}, {"HELPDESK_EMAIL": "agent@mail.example"}])
def test_half_of_the_credentials_is_none(credentials: dict[str, str]) -> None:
    """The message says what is missing."""
    with pytest.raises(ConfigurationError, match="client_id with client_secret, or email with api_token"):
        ZendeskSettings.from_environment(BASE | credentials, "helpdesk")


@pytest.mark.parametrize("seconds", ["299", "172801", "never"])
def test_a_lifetime_that_zendesk_does_not_grant_is_refused(seconds: str) -> None:
    """300 to 172800 seconds."""
    with pytest.raises(ConfigurationError, match="HELPDESK_TOKEN_SECONDS"):
        ZendeskSettings.from_environment(BASE | OAUTH | {"HELPDESK_TOKEN_SECONDS": seconds}, "helpdesk")
