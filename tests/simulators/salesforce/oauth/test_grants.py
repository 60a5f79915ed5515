"""The grants of the token endpoint."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from windtunnel.world.http import Response

from ..tenant import HOST, Tenant

BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
VERIFIER = "v" * 50


def refusal(response: Response) -> tuple[int, str, str]:
    """Return status, error and description."""
    content = response.json()
    return response.status, content["error"], content["error_description"]


def app(tenant: Tenant) -> dict[str, str]:
    """Return the app's credentials."""
    credentials = tenant.system.credentials
    return {"client_id": credentials["client_id"], "client_secret": credentials["client_secret"]}


def assertion(tenant: Tenant, **claims: Any) -> dict[str, str]:
    """Return a JWT bearer request."""
    credentials = tenant.system.credentials
    usual = {
        "iss": credentials["client_id"],
        "sub": credentials["username"],
        "aud": "https://login.salesforce.com",
        "exp": int(tenant.clock.now()) + 180,
    }
    signed = jwt.encode({**usual, **claims}, credentials["private_key"], algorithm="RS256")
    return {"grant_type": BEARER, "assertion": signed}


def code_of(tenant: Tenant, **arguments: str) -> str:
    """Return an authorization code."""
    redirect_uri = tenant.system.credentials["redirect_uri"]
    query = {
        "response_type": "code",
        "client_id": tenant.system.credentials["client_id"],
        "redirect_uri": redirect_uri,
    }
    listed = "&".join(f"{name}={value}" for name, value in {**query, **arguments}.items())
    response = tenant.send("GET", f"/services/oauth2/authorize?{listed}", token=None)
    return parse_qs(urlsplit(response.header("Location") or "").query)["code"][0]


def works(tenant: Tenant, response: Response) -> bool:
    """Tell whether the session of a token answer is good."""
    assert response.status == 200, response.body
    token = response.json()["access_token"]
    return tenant.send("GET", "/services/data/v68.0/recent", token=token).status == 200


def test_client_credentials_come_in_the_body_or_the_header(tenant: Tenant) -> None:
    """With a body of grant_type alone; there is no refresh token."""
    credentials = tenant.system.credentials
    basic = base64.b64encode(f"{credentials['client_id']}:{credentials['client_secret']}".encode()).decode()
    by_header = tenant.token_request({"grant_type": "client_credentials"}, authorization=f"Basic {basic}")
    by_body = tenant.token_request({"grant_type": "client_credentials", **app(tenant)})
    assert works(tenant, by_header)
    assert works(tenant, by_body)
    assert "refresh_token" not in by_body.json()


def test_the_common_login_host_refuses_client_credentials(tenant: Tenant) -> None:
    """Only the org's own host gives them; an app needs a run-as user."""
    grant = {"grant_type": "client_credentials", **app(tenant)}
    refused = tenant.token_request(grant, host="login.salesforce.com")
    assert refusal(refused) == (400, "invalid_grant", "request not supported on this domain")
    tenant.system.options["run_as_user"] = False
    assert refusal(tenant.token_request(grant)) == (
        400,
        "invalid_grant",
        "no client credentials user enabled",
    )


def test_a_password_logs_in(tenant: Tenant) -> None:
    """With the security token appended."""
    credentials = tenant.system.credentials
    grant = {"grant_type": "password", "username": credentials["username"], **app(tenant)}
    assert works(
        tenant,
        tenant.token_request({**grant, "password": credentials["password"] + credentials["security_token"]}),
    )
    refused = tenant.token_request({**grant, "password": credentials["password"]})
    assert refusal(refused) == (400, "invalid_grant", "authentication failure")


def test_a_refresh_token_is_used_again_and_again(tenant: Tenant) -> None:
    """It does not rotate; a dead one is refused in the vendor's words."""
    credentials = tenant.system.credentials
    grant = {
        "grant_type": "refresh_token",
        "refresh_token": credentials["refresh_token"],
        "client_id": credentials["client_id"],
    }
    assert all(works(tenant, tenant.token_request(grant)) for _ in range(2))
    refused = tenant.token_request({**grant, "refresh_token": "dead"})
    assert refusal(refused) == (400, "invalid_grant", "expired access/refresh token")


def test_a_code_works_once(tenant: Tenant) -> None:
    """Then and with another redirect it is refused; it brings a refresh token."""
    redirect = {"redirect_uri": tenant.system.credentials["redirect_uri"]}
    grant = {"grant_type": "authorization_code", "code": code_of(tenant), **app(tenant)}
    mismatch = tenant.token_request({**grant, "redirect_uri": "https://elsewhere.example"})
    assert refusal(mismatch) == (400, "redirect_uri_mismatch", "redirect_uri must match configuration")
    answer = tenant.token_request({**grant, **redirect})
    assert works(tenant, answer)
    assert answer.json()["refresh_token"].startswith("5Aep861")
    again = tenant.token_request({**grant, **redirect})
    assert refusal(again) == (400, "invalid_grant", "invalid authorization code")


def test_a_code_expires(tenant: Tenant) -> None:
    """After a quarter of an hour."""
    grant = {"grant_type": "authorization_code", "code": code_of(tenant), **app(tenant)}
    tenant.advance(900)
    refused = tenant.token_request({**grant, "redirect_uri": tenant.system.credentials["redirect_uri"]})
    assert refusal(refused) == (400, "invalid_grant", "expired authorization code")


def test_a_code_with_a_challenge_needs_its_verifier(tenant: Tenant) -> None:
    """With which the secret may be left out."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    credentials = tenant.system.credentials
    for verifier, error in ((VERIFIER, None), ("wrong" * 10, "invalid_grant")):
        code = code_of(tenant, code_challenge=challenge, code_challenge_method="S256", scope="api")
        grant = {"grant_type": "authorization_code", "code": code, "client_id": credentials["client_id"]}
        response = tenant.token_request(
            {**grant, "redirect_uri": credentials["redirect_uri"], "code_verifier": verifier}
        )
        assert response.json().get("error") == error
        assert error is not None or (works(tenant, response) and "refresh_token" not in response.json())


@pytest.mark.parametrize("audience", ["https://login.salesforce.com", "https://test.salesforce.com", f"https://{HOST}"])
def test_a_signed_assertion_logs_in(tenant: Tenant, audience: str) -> None:
    """Its expiry may be a number or a numeric text."""
    soon = int(tenant.clock.now()) + 180
    assert works(tenant, tenant.token_request(assertion(tenant, aud=audience)))
    assert works(tenant, tenant.token_request(assertion(tenant, aud=audience, exp=str(soon))))


@pytest.mark.parametrize(
    ("claims", "error", "description"),
    [
        ({"sub": "nobody@example.com"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"aud": "https://example.com"}, "invalid_grant", "audience is invalid"),
        ({"exp": 0}, "invalid_grant", "expired authorization code"),
        ({"exp": 4102444800}, "invalid_grant", "expired authorization code"),
        ({"exp": "soon"}, "invalid_grant", "invalid assertion"),
        ({"iss": "nobody"}, "invalid_client_id", "client identifier invalid"),
    ],
)
def test_faulty_assertions_are_refused(tenant: Tenant, claims: dict[str, Any], error: str, description: str) -> None:
    """In the words that clients know."""
    assert refusal(tenant.token_request(assertion(tenant, **claims))) == (400, error, description)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "device"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "x"}, "invalid_client_id"),
        ({"grant_type": BEARER}, "invalid_request"),
        ({"grant_type": BEARER, "assertion": "x.y.z"}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_request"),
    ],
)
def test_faulty_requests_are_refused(tenant: Tenant, fields: dict[str, str], error: str) -> None:
    """400 with error and description, never an array."""
    response = tenant.token_request(fields)
    assert (response.status, response.json()["error"]) == (400, error)


def test_a_wrong_secret_is_refused(tenant: Tenant) -> None:
    """As invalid client."""
    response = tenant.token_request({"grant_type": "client_credentials", **app(tenant), "client_secret": "x"})
    assert refusal(response) == (400, "invalid_client", "invalid client credentials")
