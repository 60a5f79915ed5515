"""Authorize, introspect and revoke."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from windtunnel.world.http import Response

from ..tenant import FORM, Tenant


def post(tenant: Tenant, name: str, **fields: str) -> Response:
    """Send a form to an OAuth endpoint."""
    body = urlencode(fields).encode()
    return tenant.send("POST", f"/services/oauth2/{name}", body, headers={"content-type": FORM}, token=None)


def authorize(tenant: Tenant, **changes: str) -> Response:
    """Ask for an authorization."""
    credentials = tenant.system.credentials
    usual = {
        "response_type": "code",
        "client_id": credentials["client_id"],
        "redirect_uri": credentials["redirect_uri"],
    }
    return tenant.send("GET", f"/services/oauth2/authorize?{urlencode({**usual, **changes})}", token=None)


def introspected(tenant: Tenant, token: str, **changes: str) -> Any:
    """Return what is told of a token."""
    credentials = tenant.system.credentials
    client = {"client_id": credentials["client_id"], "client_secret": credentials["client_secret"]}
    return post(tenant, "introspect", token=token, **{**client, **changes}).json()


def test_the_browser_comes_back_with_code_and_state(tenant: Tenant) -> None:
    """302."""
    response = authorize(tenant, state="a b&c")
    location = urlsplit(response.header("Location") or "")
    assert response.status == 302
    assert f"{location.scheme}://{location.netloc}{location.path}" == tenant.system.credentials["redirect_uri"]
    assert parse_qs(location.query)["state"] == ["a b&c"]
    assert parse_qs(location.query)["code"]


def test_the_browser_may_come_back_with_a_token(tenant: Tenant) -> None:
    """In the fragment."""
    fragment = parse_qs(urlsplit(authorize(tenant, response_type="token").header("Location") or "").fragment)
    token = fragment["access_token"][0]
    assert tenant.send("GET", "/services/data/v68.0/recent", token=token).status == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "x"}, "invalid_client_id"),
        ({"redirect_uri": "https://elsewhere.example"}, "redirect_uri_mismatch"),
        ({"response_type": "id"}, "unsupported_response_type"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_faulty_authorizations_are_refused(tenant: Tenant, changes: dict[str, str], error: str) -> None:
    """Without a redirect."""
    response = authorize(tenant, **changes)
    assert (response.status, response.json()["error"]) == (400, error)


def test_a_token_is_told_to_be_good_or_not(tenant: Tenant) -> None:
    """Access and refresh tokens; only to the app itself."""
    credentials = tenant.system.credentials
    about = introspected(tenant, tenant.token)
    assert (about["active"], about["username"], about["token_type"]) == (
        True,
        credentials["username"],
        "access_token",
    )
    assert about["exp"] == int(tenant.clock.now()) + 7200
    assert introspected(tenant, credentials["refresh_token"])["token_type"] == "refresh_token"
    assert introspected(tenant, "nonsense") == {"active": False}
    tenant.advance(7200)
    assert introspected(tenant, tenant.token) == {"active": False}
    assert introspected(tenant, tenant.token, client_secret="x")["error"] == "invalid_client"


def test_a_revoked_token_is_dead(tenant: Tenant) -> None:
    """By form or by query; an unknown one is refused."""
    other = tenant.log_in()
    answer = post(tenant, "revoke", token=tenant.token)
    assert (answer.status, answer.body) == (200, b"")
    assert tenant.call("GET", "recent").status == 401
    assert tenant.send("GET", f"/services/oauth2/revoke?token={quote(other)}", token=None).status == 200
    assert tenant.send("GET", "/services/data/v68.0/recent", token=other).status == 401
    assert post(tenant, "revoke", token="nonsense").json()["error"] == "unsupported_token_type"


def test_other_formats_are_not_built(tenant: Tenant) -> None:
    """501 instead of JSON where XML was wanted."""
    fields = {"grant_type": "client_credentials", "format": "xml"}
    assert tenant.token_request(fields).status == 501
