"""The key of the JWT bearer flow."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from simulators.salesforce.oauth.keys import BITS, private_pem, public_pem

from ..tenant import Tenant


def test_the_key_is_the_same_everywhere() -> None:
    """In every process and world, so that a signed assertion is the same text in every run."""
    digest = hashlib.sha256(public_pem().encode()).hexdigest()
    assert digest == "6983a12fb54a961c4cc2e082d2e028a2192d43c271fcf29904e726dad701e132"
    assert private_pem().startswith("-----BEGIN PRIVATE KEY-----")


def test_the_key_is_sound() -> None:
    """Reading a key checks its numbers, which making it does not; what it signs, its public half verifies."""
    key = load_pem_private_key(private_pem().encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == BITS
    signature = key.sign(b"text", PKCS1v15(), SHA256())
    public = load_pem_public_key(public_pem().encode())
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(signature, b"text", PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"another text", PKCS1v15(), SHA256())


def test_however_credentials_are_read_the_key_is_there(tenant: Tenant) -> None:
    """By name, copied, listed, written as JSON."""
    credentials = tenant.system.credentials
    pem = private_pem()
    assert credentials["private_key"] == credentials.get("private_key") == credentials.copy()["private_key"] == pem
    assert (
        dict(credentials)["private_key"]
        == {**credentials}["private_key"]
        == dict(credentials.items())["private_key"]
        == pem
    )
    assert pem in list(credentials.values())
    assert json.loads(json.dumps(credentials))["private_key"] == pem
    assert credentials.get("nothing", "x") == "x"
    assert "private_key" in list(credentials)
