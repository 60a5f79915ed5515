"""Requests that claim to come from Slack."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import Rejected
from adapters.masking import Secret
from adapters.systems.slack.signing import verify

# the example of the vendor's documentation, "Verifying requests from Slack"
SECRET = Secret("8f742231b10e8888abcd99yyyzzz85a5")
NOW = 1531420618.0
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
HEADERS = {
    "x-slack-request-timestamp": "1531420618",
    "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
}


def check(headers: dict[str, str], body: bytes = BODY, now: float = NOW) -> None:
    """Verify a request."""
    verify(headers, body, signing_secret=SECRET, now=now)


def test_the_vendors_own_example_is_accepted() -> None:
    """With header names in any case."""
    check(HEADERS)
    check({name.title(): value for name, value in HEADERS.items()})


@given(st.binary(max_size=60))
def test_a_changed_body_is_rejected(garbage: bytes) -> None:
    """The signature covers it."""
    if garbage:
        with pytest.raises(Rejected):
            check(HEADERS, BODY + garbage)


@pytest.mark.parametrize(
    "change",
    [
        {"x-slack-request-timestamp": "1531420619"},
        {"x-slack-request-timestamp": "now"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "1" * 400},
        {"x-slack-signature": "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"},
        {"x-slack-signature": "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=é"},
    ],
)
def test_other_headers_are_rejected(change: dict[str, str]) -> None:
    """Another time, another scheme, another signature."""
    with pytest.raises(Rejected):
        check(HEADERS | change)


@pytest.mark.parametrize("missing", HEADERS)
def test_an_unsigned_request_is_rejected(missing: str) -> None:
    """Both headers are needed."""
    with pytest.raises(Rejected):
        check({name: value for name, value in HEADERS.items() if name != missing})


@pytest.mark.parametrize("now", [NOW - 301, NOW + 301])
def test_a_request_outside_the_window_is_rejected(now: float) -> None:
    """A recorded request cannot be played again later."""
    with pytest.raises(Rejected):
        check(HEADERS, now=now)


@pytest.mark.parametrize("now", [NOW - 300, NOW + 300])
def test_the_edges_of_the_window_belong_to_it(now: float) -> None:
    """300 seconds either way."""
    check(HEADERS, now=now)
