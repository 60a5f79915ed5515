"""The keys of the integration's certificates."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from simulators.netsuite.oauth.keys import BITS, Credentials, private_pem, public_pem

from ..tenant import Tenant


def test_there_is_a_key_of_each_kind() -> None:
    """P-256, and RSA of the length that the vendor wants; the public halves belong to them."""
    elliptic = load_pem_private_key(private_pem("private_key").encode(), None)
    large = load_pem_private_key(private_pem("rsa_private_key").encode(), None)
    assert isinstance(elliptic, ec.EllipticCurvePrivateKey)
    assert isinstance(large, rsa.RSAPrivateKey)
    assert (elliptic.curve.name, large.key_size) == ("secp256r1", BITS)
    numbers = large.private_numbers()
    assert [pow(base, prime - 1, prime) for prime in (numbers.p, numbers.q) for base in (2, 3, 5)] == [1] * 6
    assert load_pem_public_key(public_pem("private_key").encode()) == elliptic.public_key()
    assert load_pem_public_key(public_pem("rsa_private_key").encode()) == large.public_key()


def test_the_credentials_hold_the_keys_whatever_is_drawn() -> None:
    """However they are read."""
    credentials = Credentials({"private_key": "drawn", "client_id": "c"})
    pem = private_pem("private_key")
    assert credentials["private_key"] == credentials.get("private_key") == pem
    assert dict(credentials) == credentials.copy() == {"private_key": pem, "client_id": "c"}
    assert list(credentials.values()) == [pem, "c"]
    assert dict(credentials.items())["client_id"] == "c"
    assert credentials.get("other", "d") == "d"


def test_the_key_is_the_same_in_every_world() -> None:
    """So that what is signed with it is the same text."""
    first, second = Tenant(seed=1).system.credentials, Tenant(seed=2).system.credentials
    assert first["private_key"] == second["private_key"]
    assert first["client_secret"] != second["client_secret"]
