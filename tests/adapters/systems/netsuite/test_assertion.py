"""The signed assertion."""

from __future__ import annotations

from functools import cache

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from adapters.errors import ConfigurationError
from adapters.masking import Secret
from adapters.systems.netsuite.assertion import PrivateKey, assertion, read_key

CLAIMS = {"iss": "client", "aud": "https://x.test/token", "iat": 1, "exp": 301}


def pem_of(key: PrivateKey | ed25519.Ed25519PrivateKey) -> str:
    """Return a key as PEM."""
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


@cache
def elliptic() -> ec.EllipticCurvePrivateKey:
    """Return a P-256 key."""
    return ec.derive_private_key(2**200 + 7, ec.SECP256R1())


@cache
def large_rsa() -> rsa.RSAPrivateKey:
    """Return an RSA key of 3072 bits."""
    return rsa.generate_private_key(65537, 3072)


@pytest.mark.parametrize("algorithm", ["ES256", "PS256"])
def test_an_assertion_is_verified_with_the_public_key(algorithm: str) -> None:
    """By another library; the header names algorithm and certificate."""
    key = elliptic() if algorithm == "ES256" else large_rsa()
    token = assertion(read_key(Secret(pem_of(key)), system="netsuite"), "cert-1", CLAIMS)
    assert jwt.get_unverified_header(token) == {"alg": algorithm, "kid": "cert-1", "typ": "JWT"}
    options = {"verify_exp": False, "verify_aud": False}
    assert jwt.decode(token, key.public_key(), [algorithm], options=options) == CLAIMS  # type: ignore[arg-type]  # a dict


def test_an_elliptic_signature_leaves_nothing_to_chance() -> None:
    """The same assertion is the same text."""
    assert assertion(elliptic(), "c", CLAIMS) == assertion(elliptic(), "c", CLAIMS)


def test_line_breaks_may_be_escaped() -> None:
    """As environment variables often have them."""
    escaped = pem_of(elliptic()).replace("\n", "\\n")
    read = read_key(Secret(escaped), system="netsuite")
    assert pem_of(read) == pem_of(elliptic())


@pytest.mark.parametrize(
    "pem",
    [
        "nonsense",
        pem_of(rsa.generate_private_key(65537, 2048)),
        pem_of(ec.derive_private_key(5, ec.SECP384R1())),
        pem_of(ed25519.Ed25519PrivateKey.generate()),
    ],
    ids=["nonsense", "short-rsa", "other-curve", "edwards"],
)
def test_other_keys_are_a_matter_of_configuration(pem: str) -> None:
    """Too short, another curve, another kind, no key at all; no part of it is told."""
    with pytest.raises(ConfigurationError, match="P-256") as caught:
        read_key(Secret(pem), system="netsuite")
    assert pem[40:60] not in str(caught.value) or not pem[40:60]
    assert caught.value.__context__ is None
