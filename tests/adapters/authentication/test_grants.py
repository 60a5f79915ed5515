"""How a token is asked for."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs

import httpx
import pytest

from adapters.authentication.grants import ClientAuthentication, ClientCredentials, OAuthClient, RefreshToken
from adapters.authentication.token import Token
from adapters.errors import AuthenticationFailed
from adapters.masking import Secret
from adapters.outbound.intent import intent_of, is_read_only
from tests.adapters.authentication.fake_token_endpoint import TOKEN_URL

SECRET = Secret("p@ss:word/1")
CLIENT = OAuthClient("thing", TOKEN_URL, "client one", SECRET)
TOKEN = Token(Secret("access-0"), refresh=Secret("refresh-0"))


def _form(request: httpx.Request) -> dict[str, list[str]]:
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    return parse_qs(request.content.decode())


def test_client_credentials_in_the_header() -> None:
    """Id and secret are form-encoded before they are joined (RFC 6749, 2.3.1), and are not in the body."""
    request = ClientCredentials(CLIENT, scope="a b").request(None)
    pair = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
    assert pair == "client+one:p%40ss%3Aword%2F1"
    assert _form(request) == {"grant_type": ["client_credentials"], "scope": ["a b"]}


def test_client_credentials_in_the_body() -> None:
    """Vendors that want them in the form get them there; a public client has no secret."""
    in_body = OAuthClient("thing", TOKEN_URL, "c", SECRET, ClientAuthentication.BODY)
    form = _form(ClientCredentials(in_body).request(None))
    assert form == {
        "grant_type": ["client_credentials"],
        "client_id": ["c"],
        "client_secret": [SECRET.reveal()],
    }
    public = ClientCredentials(OAuthClient("thing", TOKEN_URL, "c")).request(None)
    assert "authorization" not in public.headers
    assert _form(public) == {"grant_type": ["client_credentials"], "client_id": ["c"]}


def test_a_refresh_token_is_sent() -> None:
    """The refresh token of the current token is the one that is used."""
    form = _form(RefreshToken(CLIENT, rotates=True).request(TOKEN))
    assert form == {"grant_type": ["refresh_token"], "refresh_token": ["refresh-0"]}


@pytest.mark.parametrize("token", [None, Token(Secret("access-0"))])
def test_without_a_refresh_token_a_person_must_act(token: Token | None) -> None:
    """Nothing is sent; the message says what to do."""
    with pytest.raises(AuthenticationFailed, match="authorise"):
        RefreshToken(CLIENT, rotates=True).request(token)


@pytest.mark.parametrize(
    ("grant", "serves_once"),
    [
        (ClientCredentials(CLIENT), False),
        (RefreshToken(CLIENT, rotates=False), False),
        (RefreshToken(CLIENT, rotates=True), True),
        (RefreshToken(CLIENT, rotates=True, reusable_in_doubt=True), False),
    ],
)
def test_only_a_rotating_refresh_token_is_used_up(grant: ClientCredentials | RefreshToken, serves_once: bool) -> None:
    """The intent says so to whoever must judge a lost answer."""
    request = grant.request(TOKEN)
    assert grant.serves_once is serves_once
    assert is_read_only(request, intent_of(request)) is not serves_once


def test_secrets_do_not_show_in_representations() -> None:
    """Neither client nor grant nor token prints what it holds."""
    shown = repr((CLIENT, RefreshToken(CLIENT, rotates=True), TOKEN))
    assert not [secret for secret in ("p@ss", "access-0", "refresh-0") if secret in shown]
