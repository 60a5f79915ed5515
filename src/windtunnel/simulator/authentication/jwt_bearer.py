"""Signed assertions (RFC 7523): a JWT in place of a password."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import jwt

from .oauth2 import OAuthProblem


def read_assertion(
    assertion: str, public_key: str, *, audiences: Collection[str], now: float, lifetime_seconds_max: float
) -> Mapping[str, Any]:
    """Verify an RS256 assertion and return its claims.

    Args:
        assertion: the JWT.
        public_key: PEM of the key registered with the app.
        audiences: accepted values of ``aud``.
        now: world time; the assertion's expiry is judged by it.
        lifetime_seconds_max: how far ahead ``exp`` may lie.

    Raises:
        OAuthProblem: ``invalid_grant`` with the reason. ``exp`` may be a number or a numeric string.
    """
    try:
        claims: Mapping[str, Any] = jwt.decode(
            assertion,
            public_key,
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_aud": False, "verify_iat": False, "verify_nbf": False},
        )
        expires = float(claims["exp"])
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise OAuthProblem("invalid_grant", "invalid assertion") from error
    if not _audiences(claims) & set(audiences):
        raise OAuthProblem("invalid_grant", "audience is invalid")
    if not now < expires <= now + lifetime_seconds_max:
        raise OAuthProblem("invalid_grant", "expired authorization code")
    return claims


def _audiences(claims: Mapping[str, Any]) -> set[Any]:
    """Return whom the assertion is meant for: ``aud`` is one text or a list of them (RFC 7519)."""
    audience = claims.get("aud")
    return {each for each in (audience if isinstance(audience, list) else [audience]) if isinstance(each, str)}
