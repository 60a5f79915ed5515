"""The keys of the integration's certificates: an elliptic-curve one and an RSA one.

They are the same in every world and every process, so that what is signed with them can be the same text whenever the
same program runs with the same seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from windtunnel.kernel.randomness import Randomness

BITS = 3072
EXPONENT = 65537
FIRST_PRIME, SECOND_PRIME = 256, 220
"""How far the first and the second number that are drawn lie below the next prime; finding out takes seconds."""
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Credentials(dict[str, str]):
    """Credentials of the account; a private key is made when it is first read."""

    def __getitem__(self, name: str) -> str:
        """Return a credential."""
        return private_pem(name) if name in KEYS else super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names; having this method makes ``dict(credentials)`` read every value anew."""
        return super().__iter__()

    def get(self, name: str, default: Any = None) -> Any:
        """Return a credential, or ``default`` when there is none of that name."""
        return private_pem(name) if name in KEYS else super().get(name, default)

    def items(self) -> Any:
        """Return names and values."""
        return dict(self).items()

    def values(self) -> Any:
        """Return the values."""
        return dict(self).values()

    def copy(self) -> dict[str, str]:
        """Return the credentials as a plain dictionary."""
        return dict(self)


@lru_cache(maxsize=4)
def private_pem(name: str) -> str:
    """Return a private key as PEM; ``name`` is that of its credential."""
    encoded = KEYS[name]().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()


@lru_cache(maxsize=4)
def public_pem(name: str) -> str:
    """Return the public half of a private key as PEM."""
    public = KEYS[name]().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@lru_cache(maxsize=1)
def _elliptic() -> PrivateKey:
    random = Randomness("netsuite").stream("private_key")
    return ec.derive_private_key(random.randrange(2**200, 2**255), ec.SECP256R1())


@lru_cache(maxsize=1)
def _rsa() -> PrivateKey:
    random = Randomness("netsuite").stream("rsa_private_key")
    top_bits = 3 << (BITS // 2 - 2)
    drawn = [random.getrandbits(BITS // 2) | top_bits | 1 for _ in range(2)]
    q, p = sorted((drawn[0] + FIRST_PRIME, drawn[1] + SECOND_PRIME))
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)  # it is always the same, and a test checks it


KEYS: Mapping[str, Callable[[], PrivateKey]] = {"private_key": _elliptic, "rsa_private_key": _rsa}
