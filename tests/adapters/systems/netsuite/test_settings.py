"""Settings of a NetSuite account."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.netsuite.settings import NetSuiteSettings

URL = {"ERP_URL": "https://1234567.suitetalk.api.netsuite.com"}
OAUTH2 = {"ERP_CLIENT_ID": "client", "ERP_CERTIFICATE_ID": "cert", "ERP_PRIVATE_KEY": "pem-of-the-key"}
TOKEN_BASED = {
    "ERP_ACCOUNT_ID": "1234567",
    "ERP_CONSUMER_KEY": "ck",
    "ERP_CONSUMER_SECRET": "consumer-secret-value",
    "ERP_TOKEN_ID": "tk",
    "ERP_TOKEN_SECRET": "token-secret-value",
}


def read(environment: dict[str, str]) -> NetSuiteSettings:
    """Read settings."""
    return NetSuiteSettings.from_environment(environment, "erp")


def test_there_are_two_ways_to_sign_in() -> None:
    """Each is complete by itself."""
    assert not read(URL | OAUTH2).is_token_based
    assert read(URL | TOKEN_BASED).is_token_based


@pytest.mark.parametrize("missing", [*OAUTH2, *TOKEN_BASED])
@pytest.mark.parametrize("other", [{}, OAUTH2, TOKEN_BASED])
def test_half_a_way_is_none(missing: str, other: dict[str, str]) -> None:
    """Even beside the whole of the other; the message names the fields and shows no secret."""
    way = OAUTH2 if missing in OAUTH2 else TOKEN_BASED
    environment = {name: value for name, value in (URL | other | way).items() if name != missing}
    with pytest.raises(ConfigurationError, match=missing.removeprefix("ERP_").lower()) as caught:
        read(environment)
    assert "secret-value" not in str(caught.value)


def test_the_way_that_is_recommended_comes_first() -> None:
    """Unless the other one is asked for."""
    assert not read(URL | OAUTH2 | TOKEN_BASED).is_token_based
    assert read(URL | OAUTH2 | TOKEN_BASED | {"ERP_SIGN_IN": "token_based"}).is_token_based


@pytest.mark.parametrize(
    "environment",
    [
        URL,
        URL | OAUTH2 | {"ERP_SIGN_IN": "token_based"},
        URL | TOKEN_BASED | {"ERP_SIGN_IN": "oauth2"},
        URL | OAUTH2 | {"ERP_SIGN_IN": "x"},
    ],
)
def test_a_way_that_is_not_set_up_is_refused(environment: dict[str, str]) -> None:
    """Nothing else is tried instead."""
    with pytest.raises(ConfigurationError):
        read(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ERP_URL", "http://netsuite.com"), ("ERP_FUTURE_DAYS_MAX", "-1"), ("ERP_CURRENCIES_TTL_SECONDS", "0")],
)
def test_values_are_checked(name: str, value: str) -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match=name):
        read(URL | OAUTH2 | {name: value})
