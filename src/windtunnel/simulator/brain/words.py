"""Words of a text as nearness sees them: lower case, without the commonest endings."""

from __future__ import annotations

import re
from functools import lru_cache

ENDINGS = ("ing", "ed", "es", "ly", "s")
STEM_LENGTH_MIN = 3
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in order."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return ``word`` without its ending, so that ``card`` and ``cards`` are near."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM_LENGTH_MIN:
            return word[: -len(ending)]
    return word


def stems_of(text: str) -> dict[str, str]:
    """Return the different stems of ``text`` in order, each with the word that it was first seen in."""
    found: dict[str, str] = {}
    for word in words_of(text):
        found.setdefault(stem(word), word)
    return found


def same_text(text: str) -> str:
    """Return what two texts share that differ in case and spacing only."""
    return " ".join(text.lower().split())
