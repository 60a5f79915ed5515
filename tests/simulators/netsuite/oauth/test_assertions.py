"""Signed assertions in place of a client secret."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from simulators.netsuite.errors import OAuthRefused
from simulators.netsuite.oauth.assertions import read_assertion, scopes_of

from ..tenant import Tenant

AUDIENCE = "https://x.test/token"


def signed(
    tenant: Tenant, algorithm: str = "ES256", key: str | None = None, kid: str | None = None, **changes: Any
) -> str:
    """Return an assertion; ``None`` for a claim leaves it out."""
    c, now = tenant.system.credentials, int(tenant.clock.now())
    claims = {"iss": c["client_id"], "aud": AUDIENCE, "iat": now, "exp": now + 60, **changes}
    prefix = "" if algorithm.startswith("ES") else "rsa_"
    headers = {"kid": c[f"{prefix}certificate_id"] if kid is None else kid}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key or c[f"{prefix}private_key"], algorithm, headers=headers)


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "PS384", "PS512"])
def test_an_assertion_is_read(tenant: Tenant, algorithm: str) -> None:
    """Signed with one of the algorithms that fit the certificate's key."""
    claims = read_assertion(tenant.account, signed(tenant, algorithm), {AUDIENCE})
    assert claims["iss"] == tenant.system.credentials["client_id"]


def test_an_assertion_may_live_for_an_hour(tenant: Tenant) -> None:
    """No second longer."""
    now = int(tenant.clock.now())
    assert read_assertion(tenant.account, signed(tenant, exp=now + 3600), {AUDIENCE})
    with pytest.raises(OAuthRefused, match="60 minutes"):
        read_assertion(tenant.account, signed(tenant, exp=now + 3601), {AUDIENCE})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"algorithm": "RS256"}, "invalid_grant"),
        ({"algorithm": "HS256", "key": "x" * 32}, "invalid_grant"),
        ({"kid": "other"}, "invalid_grant"),
        ({"aud": "https://evil.test"}, "invalid_grant"),
        ({"aud": None}, "invalid_grant"),
        ({"exp": None}, "invalid_grant"),
        ({"iat": None}, "invalid_grant"),
        ({"exp": 1}, "invalid_grant"),
        ({"iat": 9999999999, "exp": 9999999999}, "invalid_grant"),
        ({"iss": "somebody"}, "invalid_client"),
    ],
)
def test_an_assertion_that_says_something_else_is_refused(tenant: Tenant, changes: dict[str, Any], error: str) -> None:
    """In the words of RFC 6749."""
    with pytest.raises(OAuthRefused) as refused:
        read_assertion(tenant.account, signed(tenant, **changes), {AUDIENCE})
    assert refused.value.error == error


def test_a_signature_of_another_key_is_refused(tenant: Tenant) -> None:
    """And a text that is no assertion."""
    broken = signed(tenant)[:-6] + "AAAAAA"
    for text in (broken, "x", "a.b.c"):
        with pytest.raises(OAuthRefused):
            read_assertion(tenant.account, text, {AUDIENCE})


@pytest.mark.parametrize(
    "scope", ["restlets,rest_webservices", "restlets rest_webservices", ["restlets", "rest_webservices"]]
)
def test_scopes_come_in_several_forms(scope: object) -> None:
    """A text with commas or blanks, or a list."""
    assert scopes_of({"scope": scope}) == ("restlets", "rest_webservices")
    assert scopes_of({"scope": 7}) == scopes_of({}) == ()
