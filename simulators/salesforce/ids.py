"""Record ids: 15 characters in which case counts, or 18 that are safe where it does not.

Source: profile.yaml, topic ``ids``.
"""

from __future__ import annotations

from functools import lru_cache

CHECK_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""In ASCII order, so that the order of ids is the order of creation."""
POD = "5g0"
FIRST_NUMBER = 20 * 62**4
"""Where the numbers of an object's records begin: at ``K0000`` in base 62."""
_NUMBER_WIDTH = 9


@lru_cache(maxsize=65536)
def check_character(block: str) -> str:
    """Return the checksum of five characters: bit k is set where character k is an upper-case letter."""
    number = 0
    for place, character in enumerate(block):
        if "A" <= character <= "Z":
            number |= 1 << place
    return CHECK_CHARACTERS[number]


def long_id(short: str) -> str:
    """Return the 18-character form of a 15-character id."""
    return short + check_character(short[:5]) + check_character(short[5:10]) + check_character(short[10:])


def mint(prefix: str, number: int) -> str:
    """Return the 18-character id with a key prefix and a running number."""
    digits = ""
    for _ in range(5):
        number, digit = divmod(number, 62)
        digits = DIGITS[digit] + digits
    head = f"{prefix}{POD}{_base62(number, _NUMBER_WIDTH - 5)}"
    return f"{head}{digits}{check_character(head[:5])}{check_character(head[5:10])}{check_character(digits)}"


def canonical_id(text: str) -> str | None:
    """Return the 18-character form of what may be an id of 15 or 18 characters, ``None`` when it is none.

    The letters of a form of 18 may come in any case: the checksum tells which of them are capitals.
    """
    if not (text.isascii() and text.isalnum()):
        return None
    if len(text) == 15:
        return long_id(text)
    if len(text) != 18:
        return None
    return text if long_id(text[:15]) == text else _restored(text)


def _restored(text: str) -> str | None:
    restored = ""
    for index, check in enumerate(text[15:].upper()):
        bits = CHECK_CHARACTERS.find(check)
        block = text[index * 5 : index * 5 + 5]
        if bits < 0 or any(bits >> place & 1 and not letter.isalpha() for place, letter in enumerate(block)):
            return None
        restored += "".join(
            letter.upper() if bits >> place & 1 else letter.lower() for place, letter in enumerate(block)
        )
    return long_id(restored)


def _base62(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits = DIGITS[digit] + digits
    return digits
