"""The signed assertion that stands in for a client secret (RFC 7523).

ES256 signatures are made without chance (RFC 6979), so that the same assertion is the same text.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from ...errors import ConfigurationError
from ...masking import Secret

COORDINATE_BYTES = 32
RSA_BITS_MIN = 3072
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def read_key(pem: Secret, *, system: str) -> PrivateKey:
    """Return the private key.

    Args:
        pem: the key as PEM; line breaks may be written as ``\\n``.
        system: named in errors.

    Raises:
        ConfigurationError: it is no key, or none that the vendor accepts.
    """
    text = pem.reveal().replace("\\n", "\n").encode()
    try:
        key = serialization.load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None  # the library's error could hold parts of the key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= RSA_BITS_MIN:
        return key
    message = f"the private key must be PEM of a P-256 key, or of an RSA key of {RSA_BITS_MIN} bits or more"
    raise ConfigurationError(message, system=system)


def assertion(key: PrivateKey, certificate_id: str, claims: Mapping[str, Any]) -> str:
    """Return a signed JWT.

    Args:
        key: of the certificate.
        certificate_id: tells the vendor which certificate it is.
        claims: what is asserted.
    """
    algorithm = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "PS256"
    header = {"alg": algorithm, "kid": certificate_id, "typ": "JWT"}
    signed = ".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{signed}.{_encoded(_signature(key, signed.encode()))}"


def _signature(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
        return key.sign(message, salted, hashes.SHA256())
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
