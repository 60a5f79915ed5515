"""Ids and tokens drawn from the world's seed."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable
from random import Random

ALNUM = string.ascii_letters + string.digits
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PLACEHOLDER = re.compile(r"\{(alnum|digits|hex|base64|lower|upper):(\d+)\}")


class Ids:
    """Makes ids in the shapes that vendors use.

    Args:
        random: the stream that ids are drawn from.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._kinds: dict[str, Callable[[int], str]] = {
            "alnum": lambda n: self.pick(ALNUM, n),
            "digits": self.digits,
            "hex": self.hexadecimal,
            "base64": self.base64,
            "lower": lambda n: self.pick(string.ascii_lowercase, n),
            "upper": lambda n: self.pick(string.ascii_uppercase + string.digits, n),
        }

    def pick(self, alphabet: str, length: int) -> str:
        """Return ``length`` characters of ``alphabet``."""
        return "".join(self._random.choices(alphabet, k=length))

    def alnum(self, length: int) -> str:
        """Return letters of both cases and digits."""
        return self.pick(ALNUM, length)

    def digits(self, length: int) -> str:
        """Return decimal digits of which the first is not zero."""
        return self.pick("123456789", 1) + self.pick(string.digits, length - 1)

    def hexadecimal(self, length: int) -> str:
        """Return lower-case hexadecimal digits."""
        return self.pick("0123456789abcdef", length)

    def base64(self, byte_count: int) -> str:
        """Return the base64 text of ``byte_count`` random bytes."""
        return base64.b64encode(self._random.randbytes(byte_count)).decode()

    def uuid(self) -> str:
        """Return a version 4 UUID."""
        digits = list(self.hexadecimal(32))
        digits[12], digits[16] = "4", self.pick("89ab", 1)
        text = "".join(digits)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def ulid(self, now: float) -> str:
        """Return a ULID for the time ``now`` (seconds since the epoch)."""
        milliseconds, stamp = int(now * 1000), ""
        for _ in range(10):
            stamp = CROCKFORD[milliseconds % 32] + stamp
            milliseconds //= 32
        return stamp + self.pick(CROCKFORD, 16)

    def fill(self, pattern: str) -> str:
        """Return ``pattern`` with ``{alnum:8}``, ``{digits:3}``, ``{hex:4}``, ``{base64:32}`` ... filled in."""
        return _PLACEHOLDER.sub(lambda found: self._kinds[found[1]](int(found[2])), pattern)
