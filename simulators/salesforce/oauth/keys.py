"""The RSA key of the app's JWT bearer flow.

It is the same in every world and every process, so that a signed assertion is the same text whenever the same
program runs with the same seed. It is made when somebody first asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from windtunnel.kernel.randomness import Randomness

BITS = 2048
EXPONENT = 65537
ROUNDS = 5
"""Of Miller-Rabin that a prime went through when it was found."""
FIRST_COMPOSITES, SECOND_COMPOSITES = 11, 68
"""How many numbers without a small factor are drawn before the first and the second prime; to find out takes long."""
SMALL_PRIMES = tuple(
    number for number in range(3, 4000, 2) if all(number % divisor for divisor in range(3, int(number**0.5) + 1, 2))
)
PRIVATE_KEY = "private_key"


class Credentials(dict[str, str]):
    """Credentials of the account; the private key is made when it is first read."""

    def __getitem__(self, name: str) -> str:
        """Return a credential."""
        return private_pem() if name == PRIVATE_KEY else super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names; having this method makes ``dict(credentials)`` read every value anew."""
        return super().__iter__()

    def get(self, name: str, default: Any = None) -> Any:
        """Return a credential, or ``default`` when there is none of that name."""
        return private_pem() if name == PRIVATE_KEY else super().get(name, default)

    def items(self) -> Any:
        """Return names and values."""
        return dict(self).items()

    def values(self) -> Any:
        """Return the values."""
        return dict(self).values()

    def copy(self) -> dict[str, str]:
        """Return the credentials as a plain dictionary."""
        return dict(self)


def private_pem() -> str:
    """Return the private key as PEM."""
    encoded = _key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()


def public_pem() -> str:
    """Return the public key as PEM."""
    public = _key().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@lru_cache(maxsize=1)
def _key() -> rsa.RSAPrivateKey:
    random = Randomness("salesforce").stream(PRIVATE_KEY)
    first, second = _prime(random, FIRST_COMPOSITES), _prime(random, SECOND_COMPOSITES)
    p, q = max(first, second), min(first, second)
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)  # it is always the same, and a test checks it


def _prime(random: Random, composites: int) -> int:
    """Return a prime of half the key's size whose predecessor has no factor in common with the exponent.

    Args:
        random: what numbers are drawn from, and the witnesses by which they were tested; one found each composite.
        composites: how many numbers without a small factor come before the prime.
    """
    while True:
        candidate = random.getrandbits(BITS // 2) | 3 << (BITS // 2 - 2) | 1
        if all(candidate % prime for prime in SMALL_PRIMES) and candidate % EXPONENT != 1:
            for _ in range(ROUNDS if composites == 0 else 1):
                random.randrange(2, candidate - 1)
            if composites == 0:
                return candidate
            composites -= 1
