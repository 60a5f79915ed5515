"""Is a message from whom it says it is from, and is it recent: HMAC signatures and time windows."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..errors import Rejected
from ..masking import Secret


class SignatureEncoding(StrEnum):
    """How the bytes of a signature are written."""

    HEX = "hex"
    BASE64 = "base64"


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """How a vendor signs.

    Args:
        system: the vendor's system, named in errors.
        encoding: how the signature is written.
        prefix: what stands before it, for example ``v0=``.
        algorithm: a name that ``hashlib`` knows.
    """

    system: str
    encoding: SignatureEncoding
    prefix: str = ""
    algorithm: str = "sha256"

    def sign(self, secret: Secret, message: bytes) -> str:
        """Return the signature of ``message``."""
        digest = hmac.digest(secret.reveal().encode(), message, self.algorithm)
        hexadecimal = self.encoding is SignatureEncoding.HEX
        return self.prefix + (digest.hex() if hexadecimal else base64.b64encode(digest).decode())

    def check(self, message: bytes, signature: str, secrets: Sequence[Secret]) -> None:
        """Check that one of ``secrets`` has signed ``message``.

        Several are valid while a secret is exchanged for another. It takes as long for a signature that is
        wrong as for one that is right.

        Raises:
            Rejected: none has.
            ValueError: ``secrets`` is empty.
        """
        if not secrets:
            raise ValueError(f"{self.system}: no secret to check signatures with")
        given = signature.encode(errors="replace")
        matches = [hmac.compare_digest(self.sign(secret, message).encode(), given) for secret in secrets]
        if not any(matches):
            raise Rejected("the signature does not match", system=self.system)

    def check_window(self, at: float, now: float, tolerance_seconds: float) -> None:
        """Check that a signed time is near enough.

        Args:
            at: the signed time, in seconds since the epoch.
            now: the time, in seconds since the epoch.
            tolerance_seconds: how far apart they may be, either way.

        Raises:
            Rejected: they are further apart, or ``at`` is not a number.
        """
        if not abs(now - at) <= tolerance_seconds:
            raise Rejected(f"signed more than {tolerance_seconds:g} s ago or ahead", system=self.system)
