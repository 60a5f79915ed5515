"""The grants of the token endpoint."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from simulators.netsuite.errors import OAuthRefused
from simulators.netsuite.oauth.grants import ASSERTION_TYPE, check_scopes

from ..tenant import HOST, TOKEN, Tenant

VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def client(tenant: Tenant, **fields: str) -> dict[str, str]:
    """Return a form with the client's credentials in the body."""
    c = tenant.system.credentials
    return {"client_id": c["client_id"], "client_secret": c["client_secret"], **fields}


def code(tenant: Tenant) -> str:
    """Return an authorization code."""
    c = tenant.system.credentials
    query = {"response_type": "code", "client_id": c["client_id"], "redirect_uri": c["redirect_uri"]}
    query |= {"scope": "rest_webservices", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    response = tenant.send("GET", f"/app/login/oauth2/authorize.nl?{urlencode(query)}", token=None)
    return parse_qs(urlsplit(response.header("Location") or "").query)["code"][0]


def error(tenant: Tenant, fields: dict[str, str]) -> tuple[int, str]:
    """Return status and error of a token request that is refused."""
    response = tenant.token_request(fields)
    return response.status, response.json()["error"]


def redeem(tenant: Tenant, **changes: str) -> dict[str, str]:
    """Return the form that redeems a code."""
    fields = {"grant_type": "authorization_code", "redirect_uri": tenant.system.credentials["redirect_uri"]}
    return client(tenant, **{**fields, "code_verifier": VERIFIER, **changes})


def test_a_code_brings_both_tokens(tenant: Tenant) -> None:
    """Once."""
    form = redeem(tenant, code=code(tenant))
    answer = tenant.token_request(form)
    assert (answer.header("Cache-Control"), answer.json()["expires_in"]) == ("no-store", "3600")
    assert {"access_token", "refresh_token"} <= set(answer.json())
    assert error(tenant, form) == (400, "invalid_grant")


def test_a_code_ends_after_a_minute(tenant: Tenant) -> None:
    """And is of no use without the verifier, with another address or for another client."""
    for changes in ({"code_verifier": "w" * 50}, {"redirect_uri": "https://evil.test"}):
        assert error(tenant, redeem(tenant, code=code(tenant), **changes)) == (400, "invalid_grant")
    assert error(tenant, redeem(tenant, code=code(tenant), client_secret="x")) == (401, "invalid_client")
    late = redeem(tenant, code=code(tenant))
    tenant.advance(60)
    assert error(tenant, late) == (400, "invalid_grant")


def test_a_refresh_token_lives_for_a_week(tenant: Tenant) -> None:
    """It stays the same when it is used."""
    refresh = tenant.token_request(redeem(tenant, code=code(tenant))).json()["refresh_token"]
    form = client(tenant, grant_type="refresh_token", refresh_token=refresh)
    tenant.advance(6 * 86400)
    assert "refresh_token" not in tenant.token_request(form).json()
    tenant.advance(86400)
    assert error(tenant, form) == (400, "invalid_grant")


def test_the_refresh_token_of_the_credentials_is_approved(tenant: Tenant) -> None:
    """From the start."""
    token = tenant.system.credentials["refresh_token"]
    access = tenant.token_request(client(tenant, grant_type="refresh_token", refresh_token=token)).json()[
        "access_token"
    ]
    assert tenant.send("GET", "/services/rest/record/v1/vendor", token=access).status == 200


def test_client_credentials_want_an_assertion(tenant: Tenant) -> None:
    """For the token endpoint at the vendor's address or at the one that was used, with scopes."""
    c, now = tenant.system.credentials, int(tenant.clock.now())
    claims = {
        "iss": c["client_id"],
        "iat": now,
        "exp": now + 60,
        "scope": "rest_webservices",
        "aud": f"https://{HOST}{TOKEN}",
    }
    fields = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}

    def form(**changes: str) -> dict[str, str]:
        signed = jwt.encode({**claims, **changes}, c["private_key"], "ES256", headers={"kid": c["certificate_id"]})
        return {**fields, "client_assertion": signed}

    assert tenant.token_request(form()).status == 200
    assert tenant.token_request(form(aud=f"http://localhost:9{TOKEN}"), host="localhost:9").status == 400
    assert error(tenant, form(scope="everything")) == (400, "invalid_scope")
    assert error(tenant, {**form(), "client_assertion_type": "x"}) == (400, "invalid_request")
    assert error(tenant, fields) == (400, "invalid_request")


@pytest.mark.parametrize("missing", ["code", "redirect_uri"])
def test_what_is_missing_is_named(tenant: Tenant, missing: str) -> None:
    """By its parameter."""
    form = redeem(tenant, code="x")
    del form[missing]
    answer = tenant.token_request(form)
    assert (answer.status, missing in answer.json()["error_description"]) == (400, True)


def test_scopes_exist(tenant: Tenant) -> None:
    """At least one of them."""
    assert check_scopes(("mcp",)) == ("mcp",)
    for scopes in ((), ("rest_webservices", "x")):
        with pytest.raises(OAuthRefused):
            check_scopes(scopes)
