"""The authorization page and the token endpoint."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from ..desk import Desk

VERIFIER = "w" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def _page(desk: Desk, **changes: str) -> Any:
    known = desk.system.credentials
    query = {
        "response_type": "code",
        "client_id": known["client_id"],
        "redirect_uri": known["redirect_uri"],
        "scope": "read",
        "state": "s",
        **changes,
    }
    return desk.call("GET", f"/oauth/authorizations/new?{urlencode(query)}", caller="nobody")


def _code(desk: Desk, **changes: str) -> str:
    response = _page(desk, **changes)
    assert response.status == 302
    location: str = response.header("location")
    return parse_qs(urlsplit(location).query)["code"][0]


def _redeem(desk: Desk, code: str, status: int = 200, **changes: Any) -> Any:
    known = desk.system.credentials
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
        "redirect_uri": known["redirect_uri"],
        **changes,
    }
    sent = {name: value for name, value in body.items() if value is not None}
    return desk.post("/oauth/tokens", sent, status, caller="nobody")


def test_a_code_becomes_a_pair_of_tokens(desk: Desk) -> None:
    """The answer has the members of the vendor's; without expires_in the token never expires."""
    answer = _redeem(desk, _code(desk))
    assert (answer["token_type"], answer["scope"], answer["expires_in"]) == ("bearer", "read", None)
    assert answer["refresh_token_expires_in"] == 2_592_000
    desk.clock.advance(10**7)
    desk.get("/users/me.json", caller=answer["access_token"])


def test_the_state_comes_back(desk: Desk) -> None:
    """The client recognizes its own request."""
    location = _page(desk).header("location") or ""
    assert parse_qs(urlsplit(location).query)["state"] == ["s"]


def test_a_code_is_used_once_and_within_two_minutes(desk: Desk) -> None:
    """Afterwards the grant is invalid."""
    code = _code(desk)
    _redeem(desk, code)
    assert _redeem(desk, code, 400)["error"] == "invalid_grant"
    late = _code(desk)
    desk.clock.advance(120)
    assert _redeem(desk, late, 400)["error"] == "invalid_grant"


def test_pkce_takes_the_place_of_the_secret(desk: Desk) -> None:
    """A public client proves itself by its verifier; a wrong one is refused."""
    code = _code(desk, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert _redeem(desk, code, client_secret=None, code_verifier=VERIFIER)["access_token"]
    other = _code(desk, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert _redeem(desk, other, 400, client_secret=None, code_verifier="z" * 50)["error"] == "invalid_grant"


def test_the_client_must_be_known(desk: Desk) -> None:
    """A wrong client, a wrong or missing secret, and a wrong redirect are refused."""
    assert _redeem(desk, _code(desk), 401, client_id="x")["error"] == "invalid_client"
    assert _redeem(desk, _code(desk), 401, client_secret="x")["error"] == "invalid_client"
    assert _redeem(desk, _code(desk), 401, client_secret=None)["error"] == "invalid_client"
    assert _redeem(desk, _code(desk), 400, redirect_uri="http://evil.example/")["error"] == "invalid_grant"
    assert _page(desk, client_id="x").status == 400
    assert _page(desk, redirect_uri="http://evil.example/").status == 400


def test_other_response_types_are_sent_back(desk: Desk) -> None:
    """The error travels to the client."""
    location = _page(desk, response_type="token").header("location") or ""
    assert parse_qs(urlsplit(location).query)["error"] == ["unsupported_response_type"]


def test_expires_in_is_honoured(desk: Desk) -> None:
    """A token lives as long as was asked for, within the vendor's bounds."""
    token = _redeem(desk, _code(desk), expires_in=300)["access_token"]
    desk.clock.advance(299)
    desk.get("/users/me.json", caller=token)
    desk.clock.advance(1)
    desk.get("/users/me.json", 401, caller=token)
    for seconds in (299, 172_801, "soon"):
        assert _redeem(desk, _code(desk), 400, expires_in=seconds)["error"] == "invalid_request"


def test_a_refresh_replaces_both_tokens(desk: Desk) -> None:
    """The old pair is dead, the new one has the lifetimes asked for, and a refresh token works once."""
    known, old = desk.system.credentials, _redeem(desk, _code(desk))
    body = {
        "grant_type": "refresh_token",
        "refresh_token": old["refresh_token"],
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
        "expires_in": 600,
    }
    new = desk.post("/oauth/tokens", body, 200)
    assert (new["expires_in"], new["scope"]) == (600, "read")
    desk.get("/users/me.json", 401, caller=old["access_token"])
    desk.get("/users/me.json", caller=new["access_token"])
    assert desk.post("/oauth/tokens", body, 400)["error"] == "invalid_grant"
    desk.clock.advance(600)
    desk.get("/users/me.json", 401, caller=new["access_token"])


def test_a_refresh_token_expires(desk: Desk) -> None:
    """After the time asked for it is of no use."""
    known = desk.system.credentials
    old = _redeem(desk, _code(desk), refresh_token_expires_in=604_800)
    desk.clock.advance(604_800)
    body = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"], "client_id": known["client_id"]}
    assert desk.post("/oauth/tokens", body, 400)["error"] == "invalid_grant"


def test_the_token_endpoint_takes_forms(desk: Desk) -> None:
    """A form body works as a JSON body does; client credentials bring no refresh token."""
    known = desk.system.credentials
    form = urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": known["client_id"],
            "client_secret": known["client_secret"],
        }
    )
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = desk.post("/oauth/tokens", None, 200, caller="nobody", raw=form.encode(), headers=headers)
    assert answer["refresh_token"] is None
    desk.get("/users/me.json", caller=answer["access_token"])


@pytest.mark.parametrize(
    ("body", "error"),
    [({}, "invalid_request"), ({"grant_type": "password"}, "unsupported_grant_type"), ([], "invalid_request")],
)
def test_other_grants_are_refused(desk: Desk, body: Any, error: str) -> None:
    """Each with its registered code."""
    assert desk.post("/oauth/tokens", body, 400, caller="nobody")["error"] == error


def test_a_customer_may_consent(desk: Desk) -> None:
    """Whose credentials are sent to the page, on whose behalf the token acts."""
    known = desk.system.credentials
    query = urlencode(
        {
            "response_type": "code",
            "client_id": known["client_id"],
            "redirect_uri": known["redirect_uri"],
            "scope": "read",
        }
    )
    response = desk.call("GET", f"/oauth/authorizations/new?{query}", caller="customer")
    code = parse_qs(urlsplit(response.header("location") or "").query)["code"][0]
    token = _redeem(desk, code)["access_token"]
    assert desk.get("/users/me.json", caller=token)["user"]["role"] == "end-user"
