"""Texts of a schema's length, pattern and format."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import chain
from random import Random
from typing import Any

import rstr

from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.ids import Ids

ATTEMPTS = 40
LENGTH_SPAN = 24
REPEATS_MAX = 12
YEAR_SECONDS = 365 * 86400
VISIBLE = string.ascii_letters + string.digits + " -_.,:;/+*#@!?()"
WORDS = (
    "account", "amber", "batch", "branch", "carbon", "cedar", "delta", "draft", "ember", "field", "garnet", "harbor",
    "index", "jasper", "kernel", "ledger", "marble", "north", "orchid", "parcel", "quartz", "river", "signal", "timber",
    "umber", "vector", "willow", "yield", "zenith",
)  # fmt: skip
ECMA_TO_PYTHON = (
    (re.compile(r"\(\?<(?=[A-Za-z_])"), "(?P<"),
    (re.compile(r"\\p\{Lu?\}"), "[A-Z]"),
    (re.compile(r"\\p\{Ll\}"), "[a-z]"),
    (re.compile(r"\\p\{N[d]?\}"), "[0-9]"),
)


class _Matching(rstr.Rstr):
    """Texts that match a regular expression, the same whatever ``PYTHONHASHSEED`` is: rstr picks from sets.

    Args:
        random: the stream of chance.
        repeats_max: how often ``*`` and ``+`` repeat at most; above the usual, they do so half of the time.
    """

    def __init__(self, random: Random, repeats_max: int) -> None:
        nonword = "".join(character for character in VISIBLE if not character.isalnum() and character != "_")
        super().__init__(random, printable=VISIBLE, nonword=nonword, nondigits=string.ascii_letters)
        self._repeats_max = repeats_max

    def _handle_repeat(self, start_range: int, end_range: int, value: str) -> str:
        most = min(end_range, max(start_range, self._repeats_max))
        as_many = self._repeats_max > REPEATS_MAX and self._random.random() < 0.5
        times = most if as_many else self._random.randint(start_range, most)
        return "".join(self._handle_state(each) for _ in range(times) for each in value)

    def _handle_in(self, value: Any) -> Any:
        candidates = list(chain(*(self._handle_state(each) for each in value)))
        if candidates[0] is False:
            candidates = [character for character in string.printable if character not in candidates[1:]]
        return self._random.choice(candidates)


def fitting_text(keywords: Mapping[str, Any], random: Random) -> str | None:
    """Return a text that fits; ``None`` when none was found. A length wins over a format, a pattern over both."""
    least, most = int(keywords.get("minLength", 0)), keywords.get("maxLength")
    if most is not None and most < least:
        return None
    if "pattern" in keywords:
        return _matching(str(keywords["pattern"]), least, most, random)
    make = FORMATS.get(str(keywords.get("format")))
    if make is not None:
        text = make(random)
        if len(text) >= least and (most is None or len(text) <= most):
            return text
    return _words(random, random.randint(least, min(most if most is not None else 10**6, least + LENGTH_SPAN)))


def _matching(pattern: str, least: int, most: int | None, random: Random) -> str | None:
    for ecma, python in ECMA_TO_PYTHON:
        pattern = ecma.sub(python, pattern)
    try:
        expression, maker = re.compile(pattern), _Matching(random, max(REPEATS_MAX, least))
        for _ in range(ATTEMPTS):
            text = _padded(maker.xeger(pattern), pattern, least, random)
            if least <= len(text) <= (most if most is not None else len(text)) and expression.search(text):
                return text
    except (re.error, KeyError, IndexError):
        return None
    return None


def _padded(text: str, pattern: str, least: int, random: Random) -> str:
    padding = _letters(random, least - len(text))
    if not pattern.endswith("$"):
        return text + padding
    return padding + text if not pattern.startswith("^") else text


def _letters(random: Random, count: int) -> str:
    return "".join(random.choices(string.ascii_lowercase, k=max(0, count)))


def _words(random: Random, length: int) -> str:
    text = random.choice(WORDS)
    while len(text) < length:
        text += " " + random.choice(WORDS)
    cut = text[:length]
    return cut[:-1] + "s" if cut.endswith(" ") else cut


def _moment(random: Random) -> datetime:
    return datetime.fromtimestamp(EPOCH - random.randrange(YEAR_SECONDS), UTC)


def _octets(random: Random) -> str:
    return ".".join(["192", "0", "2", str(random.randint(1, 254))])


FORMATS: dict[str, Callable[[Random], str]] = {
    "date-time": lambda random: _moment(random).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda random: _moment(random).strftime("%Y-%m-%d"),
    "time": lambda random: _moment(random).strftime("%H:%M:%SZ"),
    "duration": lambda random: f"PT{random.randint(1, 120)}M",
    "email": lambda random: f"{random.choice(WORDS)}.{random.randint(1, 999)}@example.com",
    "idn-email": lambda random: f"{random.choice(WORDS)}.{random.randint(1, 999)}@example.com",
    "hostname": lambda random: f"{random.choice(WORDS)}-{random.randint(1, 999)}.example.com",
    "ipv4": _octets,
    "ipv6": lambda random: f"2001:db8::{random.randint(1, 0xFFFF):x}",
    "uuid": lambda random: Ids(random).uuid(),
    "uri": lambda random: f"https://example.com/{random.choice(WORDS)}/{random.randint(1, 9999)}",
    "url": lambda random: f"https://example.com/{random.choice(WORDS)}/{random.randint(1, 9999)}",
    "iri": lambda random: f"https://example.com/{random.choice(WORDS)}/{random.randint(1, 9999)}",
    "uri-reference": lambda random: f"/{random.choice(WORDS)}/{random.randint(1, 9999)}",
    "json-pointer": lambda random: f"/{random.choice(WORDS)}",
    "byte": lambda random: base64.b64encode(_letters(random, 12).encode()).decode(),
    "regex": lambda random: f"^{random.choice(WORDS)}$",
}
