"""Signed assertions in place of a client secret.

Source: profile.yaml, topic ``oauth``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import jwt

from ..account import Account
from ..errors import OAuthRefused
from .keys import public_pem

ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "private_key": ("ES256", "ES384", "ES512"),
    "rsa_private_key": ("PS256", "PS384", "PS512"),
}
CERTIFICATES: Mapping[str, str] = {"certificate_id": "private_key", "rsa_certificate_id": "rsa_private_key"}
UNCHECKED = {"verify_exp": False, "verify_aud": False, "verify_iat": False, "verify_nbf": False}


def read_assertion(account: Account, assertion: str, audiences: Collection[str]) -> Mapping[str, Any]:
    """Verify an assertion and return its claims.

    Args:
        account: whose integration is meant to have signed it.
        assertion: the JWT.
        audiences: addresses of the token endpoint.

    Raises:
        OAuthRefused: it is not signed with the certificate it names, or says what it must not.
    """
    key = _key_of(account, assertion)
    try:
        claims: Mapping[str, Any] = jwt.decode(
            assertion,
            public_pem(key),
            algorithms=list(ALGORITHMS[key]),
            options=UNCHECKED,  # type: ignore[arg-type]  # a plain dict
        )
        issued, expires = float(claims["iat"]), float(claims["exp"])
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise _invalid("The client assertion is not valid.") from error
    _check_times(account, issued, expires)
    if claims.get("aud") not in audiences:
        raise _invalid("The audience of the client assertion is not the token endpoint.")
    if claims.get("iss") != account.system.credentials["client_id"]:
        raise OAuthRefused("invalid_client", "The issuer of the client assertion is not known.", 401)
    return claims


def scopes_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the scopes that an assertion asks for: a text with commas or blanks, or a list."""
    scope = claims.get("scope", ())
    listed = scope.replace(",", " ").split() if isinstance(scope, str) else scope
    return tuple(str(each) for each in listed) if isinstance(listed, list | tuple) else ()


def _key_of(account: Account, assertion: str) -> str:
    """Return the credential that holds the key of the certificate that an assertion names."""
    try:
        named = jwt.get_unverified_header(assertion).get("kid")
    except jwt.PyJWTError as error:
        raise _invalid("The client assertion is not a JWT.") from error
    for certificate, key in CERTIFICATES.items():
        if named == account.system.credentials[certificate]:
            return key
    raise _invalid("The certificate of the client assertion is not known.")


def _check_times(account: Account, issued: float, expires: float) -> None:
    if not account.now < expires:
        raise _invalid("The client assertion has expired.")
    if not 0 <= expires - issued <= account.limit("assertion_seconds_max"):
        raise _invalid("The client assertion is valid for longer than 60 minutes.")
    if issued > account.now + account.limit("timestamp_skew_seconds"):
        raise _invalid("The client assertion was issued in the future.")


def _invalid(description: str) -> OAuthRefused:
    return OAuthRefused("invalid_grant", description)
