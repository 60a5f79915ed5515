"""Signed assertions."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.authentication.jwt_bearer import read_assertion
from windtunnel.simulator.authentication.oauth2 import OAuthProblem

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = (
    KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)
CLAIMS: dict[str, Any] = {"iss": "app", "sub": "user", "aud": "https://login.example.com", "exp": int(EPOCH) + 180}


def read(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256") -> Any:
    """Sign claims and read them back as the vendor does."""
    assertion = jwt.encode(claims, key, algorithm=algorithm)
    audiences = ["https://login.example.com", "https://test.example.com"]
    return read_assertion(assertion, PUBLIC, audiences=audiences, now=EPOCH, lifetime_seconds_max=300)


def test_a_good_assertion_tells_its_claims() -> None:
    """Judged by the world's clock, which is far from the machine's."""
    assert read(CLAIMS)["sub"] == "user"


@pytest.mark.parametrize("exp", [str(int(EPOCH) + 60), EPOCH + 60.5])
def test_the_expiry_may_be_a_numeric_text(exp: Any) -> None:
    """Some libraries send one."""
    assert read({**CLAIMS, "exp": exp})["iss"] == "app"


@pytest.mark.parametrize("audience", ["https://test.example.com", ["https://elsewhere.example.com", CLAIMS["aud"]]])
def test_the_audience_may_be_one_of_several(audience: Any) -> None:
    """Of ours, or in the assertion (RFC 7519 allows a list)."""
    assert read({**CLAIMS, "aud": audience})["sub"] == "user"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({**CLAIMS, "aud": "https://elsewhere.example.com"}, "audience is invalid"),
        ({**CLAIMS, "aud": []}, "audience is invalid"),
        ({name: value for name, value in CLAIMS.items() if name != "aud"}, "audience is invalid"),
        ({**CLAIMS, "exp": int(EPOCH)}, "expired"),
        ({**CLAIMS, "exp": int(EPOCH) + 301}, "expired"),
        ({**CLAIMS, "exp": "soon"}, "invalid assertion"),
        ({name: value for name, value in CLAIMS.items() if name != "exp"}, "invalid assertion"),
    ],
)
def test_a_bad_assertion_is_an_invalid_grant(claims: dict[str, Any], reason: str) -> None:
    """Wrong audience, expired, living too long, without an expiry."""
    with pytest.raises(OAuthProblem, match=f"invalid_grant: .*{reason}"):
        read(claims)


def test_a_foreign_signature_is_refused() -> None:
    """Another key, or none."""
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(OAuthProblem, match="invalid assertion"):
        read(CLAIMS, other)
    with pytest.raises(OAuthProblem, match="invalid assertion"):
        read(CLAIMS, "k" * 32, "HS256")
    with pytest.raises(OAuthProblem, match="invalid assertion"):
        read(CLAIMS, None, "none")
