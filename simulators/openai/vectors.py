"""Vectors of texts: a bag of words, each word a direction of its own, so that texts with common words are near."""

from __future__ import annotations

import base64
import hashlib
import math
import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache

from windtunnel.simulator.brain.words import stem, words_of

LANE_BYTES = 4
MIDDLE = 127.5
SHORT_WORD = 3
FULL_WEIGHT = 3
"""How much a word counts that is not short; short ones are mostly the same in all texts."""
LONGEST_WORD = 64


def vector_of(features: Iterable[str], size: int) -> array[float]:
    """Return the vector of length 1 of some features.

    Args:
        features: words, or what stands for them; as often as they occur.
        size: how many numbers; a shorter vector is the beginning of a longer one, brought to length 1 again.
    """
    total = weight = 0
    for feature in features:
        share = FULL_WEIGHT if len(feature) > SHORT_WORD else 1
        total += _direction(feature, size) * share
        weight += share
    lanes = array("I", total.to_bytes(size * LANE_BYTES, sys.byteorder))
    middle = MIDDLE * weight
    values = [lane - middle for lane in lanes]
    length = math.sqrt(sum([value * value for value in values])) or 1.0
    return array("f", [value / length for value in values])


def features_of(text: str) -> list[str]:
    """Return the features of a text: its words without their endings, or its characters when it has none."""
    return [stem(word)[:LONGEST_WORD] for word in words_of(text)] or [f"\0{character}" for character in text]


def base64_of(vector: array[float]) -> str:
    """Return the numbers as float32, little endian, in base64."""
    if sys.byteorder == "big":
        vector = array("f", vector)
        vector.byteswap()
    return base64.b64encode(vector.tobytes()).decode()


@lru_cache(maxsize=1024)
def _direction(feature: str, size: int) -> int:
    """Return the direction of a feature as one number with a lane for each dimension, so that adding is fast."""
    lanes = bytearray(size * LANE_BYTES)
    start = 0 if sys.byteorder == "little" else LANE_BYTES - 1
    lanes[start::LANE_BYTES] = hashlib.shake_128(feature.encode("utf-8", "surrogatepass")).digest(size)
    return int.from_bytes(lanes, sys.byteorder)
