"""Settings from the environment."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import ConfigurationError
from adapters.systems.environment import Hidden, Names, Settings, Url, is_confidential, origin, with_base_path


class ThingSettings(Settings):
    """Settings of a thing."""

    url: Url
    api_key: Hidden
    names: Names = ("a",)


BASE = {"THING_URL": "https://thing.example/base/", "THING_API_KEY": "secret-value"}


def settings(**variables: str) -> ThingSettings:
    """Read the settings."""
    return ThingSettings.from_environment(BASE | variables, "thing")


def test_variables_are_named_after_the_role() -> None:
    """What belongs to others is not read, and an empty variable is none."""
    found = settings(
        THING_NAMES="x, y", OTHER_URL="https://other.example", THING_UNKNOWN="1", THING_READ_TIMEOUT_SECONDS=""
    )
    assert (found.url, found.names) == ("https://thing.example/base", ("x", "y"))
    assert found.timeout == httpx.Timeout(15.0, connect=5.0)


def test_secrets_do_not_show() -> None:
    """Not in the settings' text either."""
    found = settings()
    assert found.api_key.reveal() == "secret-value"
    assert "secret-value" not in repr(found)
    assert "secret-value" not in str(found.model_dump())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THING_URL", "thing.example"),
        ("THING_URL", "http://thing.example"),
        ("THING_URL", "http://10.0.0.1"),
        ("THING_URL", "ftp://localhost"),
        ("THING_URL", "https://"),
        ("THING_URL", "https://user:pass@thing.example"),
        ("THING_URL", "https://thing.example/?x=1"),
        ("THING_URL", "https://thing.example/#x"),
        ("THING_URL", "https://a\nb"),
        ("THING_READ_TIMEOUT_SECONDS", "-3.5"),
        ("THING_READ_TIMEOUT_SECONDS", "inf"),
        ("THING_READ_TIMEOUT_SECONDS", "soon"),
        ("THING_NAMES", "a,,b"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(name: str, value: str) -> None:
    """A person must act, and secrets could be in the wrong place."""
    with pytest.raises(ConfigurationError) as caught:
        settings(**{name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert value not in str(caught.value)


def test_a_missing_variable_is_named() -> None:
    """By its full name."""
    with pytest.raises(ConfigurationError, match="THING_API_KEY: Field required"):
        ThingSettings.from_environment({"THING_URL": "https://thing.example"}, "thing")


@pytest.mark.parametrize(
    "url",
    [
        "https://thing.example",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://thing",
        "http://thing.test",
        "http://thing.svc.internal",
    ],
)
def test_what_is_encrypted_or_stays_inside_is_accepted(url: str) -> None:
    """Loopback, single labels and names that never lead out."""
    assert settings(THING_URL=url).url == url


@pytest.mark.parametrize(
    ("url", "confidential"),
    [
        ("https://anything.example", True),
        ("http://localhost", True),
        ("http://127.8.8.8", True),
        ("http://thing.test", False),
        ("http://localhost.evil.example", False),
        ("ftp://localhost", False),
    ],
)
def test_confidential_is_encrypted_or_on_this_machine(url: str, confidential: bool) -> None:
    """A private name is not enough here."""
    assert is_confidential(httpx.URL(url)) is confidential


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://thing.example:443/a?b#c", "https://thing.example"),
        ("http://user:pass@[::1]:8080/x", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, expected: str) -> None:
    """Nothing else of the address is in it."""
    assert origin(httpx.URL(url)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://thing.example", "https://thing.example/v1"), ("https://thing.example/v2", "https://thing.example/v2")],
)
def test_a_path_that_is_given_stays(url: str, expected: str) -> None:
    """The vendor's is for hosts alone."""
    assert with_base_path(url, "/v1") == expected
