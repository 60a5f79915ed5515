"""What stands in the place of a redacted value: the same shape, nothing of the content.

A stand-in is drawn from the seed of the recording and from how many values came before, never from the value itself, so
that nobody gets back to the value by trying. The same value has the same stand-in throughout a recording.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from windtunnel.kernel.randomness import Randomness

from .fields import Kind

VOWELS = "aeiou"
CONSONANTS = "bdfgklmnprstvz"
HEXADECIMAL = frozenset("0123456789abcdef")
ATTEMPTS = 100
SWEPT_LENGTH_MIN = 8
SECRET_LENGTH_MIN = 6
NAME_LENGTH_MIN = 4
"""A shorter name is looked for in sentences alone."""
SHORT_NAME_LENGTH_MIN = 2
_WORDS = (
    "ad ago air all am an and any app are as ask at bad be big bit box boy but by can car cc cry cut day did do dr due "
    "eat end ever far few fit fix fly for from get go god got gov guy had has he her hey hi him his hot how id if in "
    "inc is it its job key let llc log lot low ltd mad me mr mrs ms mt my nb net new no nor not now of off oh ok old "
    "on one or org our out own pay per po ps put qty re red run sad said saw say see set she sir six so st sum tax "
    "ten the to top try two un up us use uk eu va van via was way we who why win yes yet you your zip"
)
SHORT_WORDS = frozenset(_WORDS.split())
"""What a sentence may begin with, and what stands in names of firms; none of it is taken for somebody's name."""
PREFIXES = (
    "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-", "sk-proj-", "sk-ant-", "sk-", "pk-", "sk_live_", "sk_test_",
    "pk_live_", "pk_test_", "rk_live_", "rk_test_", "whsec_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
    "glpat-", "AKIA", "ASIA", "AIza", "ya29.", "SG.", "shpat_", "shpss_", "pat-", "npm_", "hf_", "dop_v1_", "EAAC",
)  # fmt: skip
"""Beginnings by which programs tell one kind of token from another; they are kept."""


Make = Callable[[Random, str], str]


@dataclass(frozen=True)
class Swept:
    """A value that is looked for in everything that is written."""

    kind: Kind
    value: str
    stand_in: str


class StandIns:
    """The values that were redacted in one recording, and what stands in their place.

    Args:
        seed: of the recording.
    """

    def __init__(self, seed: str) -> None:
        self._randomness = Randomness(seed)
        self._whole: dict[str, str] = {}
        self._known: dict[tuple[Kind, str], str] = {}
        self._swept: dict[str, Swept] = {}
        self._drawn: set[tuple[Kind, str]] = set()
        self._made: set[str] = set()
        self.counts: Counter[str] = Counter()

    @property
    def made(self) -> tuple[str, ...]:
        """Every stand-in, sorted."""
        return tuple(sorted(self._made))

    def of(self, kind: Kind, value: str) -> str:
        """Return the stand-in of a value; a long one that is a stand-in already stays as it is."""
        if not value or (len(value) >= SWEPT_LENGTH_MIN and value in self._made):
            return value
        if value not in self._whole:
            self._whole[value] = self._register(kind, value, MAKERS[kind](self, value))
        return self._whole[value]

    def number(self, kind: Kind, value: int) -> int:
        """Return a number with as many digits."""
        sign, digits = (-1, str(-value)) if value < 0 else (1, str(value))
        return sign * int(self._digits(kind, digits))

    def registered(self, value: str, stand_in: str) -> str:
        """Remember a secret whose stand-in was made elsewhere, of parts, and return the stand-in."""
        return self._register(Kind.TOKEN, value, stand_in)

    def swept(self) -> list[Swept]:
        """Return the values that are unmistakable wherever they stand, longest first; they stay in the process."""
        return sorted(self._swept.values(), key=lambda each: (-len(each.value), each.value))

    def _register(self, kind: Kind, value: str, stand_in: str) -> str:
        if value != stand_in:
            self._made.add(stand_in)
            if _is_unmistakable(kind, value):
                self._swept[value] = Swept(kind, value, stand_in)
        return stand_in

    def _once(self, kind: Kind, value: str, make: Make) -> str:
        key = (kind, value)
        if key not in self._known:
            self._known[key] = self._fresh(kind, value, make)
            self.counts[kind.value] += 1
        return self._known[key]

    def _fresh(self, kind: Kind, value: str, make: Make) -> str:
        number = str(self.counts[kind.value])
        made = value
        for attempt in range(ATTEMPTS):
            made = make(self._randomness.stream(kind.value, number, str(attempt)), value)
            if made.lower() != value.lower() and (kind, made) not in self._drawn:
                break
        self._drawn.add((kind, made))
        return made

    def _token(self, value: str) -> str:
        return self._once(Kind.TOKEN, value, _token)

    def _email(self, value: str) -> str:
        local, at, domain = value.rpartition("@")
        if not at:
            return self._once(Kind.EMAIL, value, reshaped)
        host = domain.lower().partition(".")[0]
        masked = f"{self._once(Kind.IDENTITY, host, _word)}.example" if host else "mail.example"
        known = self._once(Kind.EMAIL, local.lower(), lambda random, text: reshaped(random, text, spoken=True))
        return f"{known}@{masked}"

    def _name(self, value: str) -> str:
        """Word by word, so that a first name alone and the full name still belong together."""
        parts = _runs(value)
        return "".join(self._word(part) if part.isalpha() else part for part in parts)

    def _word(self, word: str) -> str:
        made = self._once(Kind.NAME, word.lower(), lambda random, text: reshaped(random, text, spoken=True))
        return self._register(Kind.NAME, word, _cased(made, word))

    def _numbers(self, kind: Kind, value: str) -> str:
        """Digits for digits, whatever stands between them."""
        digits = "".join(each for each in value if each.isdigit())
        if not digits:
            return self._once(kind, value, reshaped)
        drawn = iter(self._digits(kind, digits))
        return "".join(next(drawn) if each.isdigit() else each for each in value)

    def _digits(self, kind: Kind, digits: str) -> str:
        return self._once(kind, digits, _card if kind is Kind.CARD and len(digits) > 12 else reshaped)


MAKERS: Mapping[Kind, Callable[[StandIns, str], str]] = {
    Kind.TOKEN: StandIns._token,
    Kind.EMAIL: StandIns._email,
    Kind.PHONE: lambda self, value: self._numbers(Kind.PHONE, value),
    Kind.CARD: lambda self, value: self._numbers(Kind.CARD, value),
    Kind.NAME: StandIns._name,
    Kind.IDENTITY: lambda self, value: self._once(Kind.IDENTITY, value, reshaped),
}


def reshaped(random: Random, text: str, *, spoken: bool = False) -> str:
    """Return a text of the same length and the same classes of characters; ``spoken`` makes it pronounceable."""
    made, vowel = [], False
    for index, each in enumerate(text):
        if each.isdigit():
            made.append(random.choice(string.digits if index else "123456789"))
        elif each.isalpha():
            letters = (VOWELS if vowel else CONSONANTS) if spoken else string.ascii_lowercase
            drawn, vowel = random.choice(letters), not vowel
            made.append(drawn.upper() if each.isupper() else drawn)
        else:
            made.append(each)
    return "".join(made)


def _token(random: Random, value: str) -> str:
    prefix = next((each for each in PREFIXES if value.startswith(each) and len(value) > len(each)), "")
    rest = value[len(prefix) :]
    if set(rest) <= HEXADECIMAL and not rest.isdigit():
        return prefix + "".join(random.choices("0123456789abcdef", k=len(rest)))
    return prefix + reshaped(random, rest)


def _word(random: Random, value: str) -> str:
    return reshaped(random, "x" * max(4, min(len(value), 12)), spoken=True)


def _card(random: Random, digits: str) -> str:
    """Return digits of the same length and first digit that pass the Luhn check."""
    body = digits[0] + "".join(random.choices(string.digits, k=len(digits) - 2))
    return next(body + last for last in string.digits if passes_luhn(body + last))


def _is_unmistakable(kind: Kind, value: str) -> bool:
    """Tell whether a value can be replaced wherever its characters stand, without hitting anything else."""
    if kind is Kind.NAME:
        long_enough = len(value) >= NAME_LENGTH_MIN or is_short_name(value)
        return long_enough and value[0].isupper() and not value.isdigit()
    if kind is Kind.TOKEN and len(value) >= SECRET_LENGTH_MIN and len({each.isdigit() for each in value}) > 1:
        return True
    mixed = any(each.isdigit() for each in value) or not value.isalnum() or not (value.islower() or value.isupper())
    return len(value) >= SWEPT_LENGTH_MIN and mixed and not (kind is Kind.CARD and not value.strip("0"))


def is_short_name(value: str) -> bool:
    """Tell whether a word is so short a name that it has to be looked for with care: ``Ann``, ``Jo``."""
    in_range = SHORT_NAME_LENGTH_MIN <= len(value) < NAME_LENGTH_MIN
    return in_range and value.isalpha() and value.istitle() and value.lower() not in SHORT_WORDS


def passes_luhn(digits: str) -> bool:
    """Tell whether digits pass the check that card numbers pass (ISO/IEC 7812-1)."""
    doubled = [int(each) * (1 + index % 2) for index, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _runs(value: str) -> list[str]:
    parts: list[str] = []
    for each in value:
        if parts and parts[-1][-1].isalpha() == each.isalpha():
            parts[-1] += each
        else:
            parts.append(each)
    return parts


def _cased(made: str, word: str) -> str:
    if word.isupper():
        return made.upper()
    return made.capitalize() if word[0].isupper() else made
