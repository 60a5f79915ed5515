"""A text classifier as plain numbers: TF-IDF features and one linear score per label."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...errors import ConfigurationError

Numbers = NDArray[np.float64]

WORD = re.compile(r"\b\w\w+\b")
TERM_BYTES = 64
"""What a term takes in a dictionary besides its letters, roughly."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model says of a text; ``confidence`` is the probability of its label."""

    label: str
    confidence: float


@dataclass(frozen=True, eq=False)
class Model:
    """A trained model; it has no state and can be used by many requests.

    Args:
        version: what it is called.
        labels: what it tells apart.
        terms: the words and pairs of words that it knows, in the order of its features.
        idf: weight of each term, the rarer the heavier.
        weights: one row per label, one column per term.
        intercepts: one per label.
        rows: how many rows it was trained on.

    Raises:
        ConfigurationError: the parts do not fit together, or hold something that is no number.
    """

    version: str
    labels: tuple[str, ...]
    terms: tuple[str, ...]
    idf: Numbers
    weights: Numbers
    intercepts: Numbers
    rows: int

    def __post_init__(self) -> None:
        wanted = {"idf": (len(self.terms),), "weights": (len(self.labels), len(self.terms))}
        wanted["intercepts"] = (len(self.labels),)
        for name, shape in wanted.items():
            numbers: Numbers = getattr(self, name)
            if numbers.shape != shape:
                raise ConfigurationError(f"model {self.version}: {name} is {numbers.shape}, expected {shape}")
            if not np.isfinite(numbers).all():
                raise ConfigurationError(f"model {self.version}: {name} holds what is no number")
        if len(set(self.labels)) != len(self.labels) or len(self.labels) < 2:
            raise ConfigurationError(f"model {self.version}: at least two different labels are needed")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that decides its answers."""
        told = hashlib.sha256(json.dumps([self.labels, self.terms]).encode())
        for numbers in (self.idf, self.weights, self.intercepts):
            told.update(np.ascontiguousarray(numbers, dtype="<f8").tobytes())
        return told.hexdigest()

    @property
    def memory_bytes(self) -> int:
        """What its parameters take, roughly."""
        numbers = self.idf.nbytes + self.weights.nbytes + self.intercepts.nbytes
        return numbers + sum(len(term) + TERM_BYTES for term in self.terms)

    def score(self, text: str) -> Scored:
        """Return the most probable label; a text without a known word gets the most common one, with little trust."""
        features = self._features(text)
        scores = self.intercepts.copy()
        if features:
            columns = np.fromiter(features.keys(), dtype=np.intp, count=len(features))
            values = np.fromiter(features.values(), dtype=np.float64, count=len(features))
            scores += self.weights[:, columns] @ values
        odds = np.exp(scores - scores.max())
        best = int(odds.argmax())
        return Scored(self.labels[best], float(odds[best] / odds.sum()))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {term: index for index, term in enumerate(self.terms)}

    def _features(self, text: str) -> dict[int, float]:
        counts = Counter(index for term in terms_of(text) if (index := self._index.get(term)) is not None)
        weighed = {index: count * float(self.idf[index]) for index, count in counts.items()}
        length = math.sqrt(sum(value * value for value in weighed.values()))
        return {index: value / length for index, value in weighed.items()} if length else {}


def terms_of(text: str) -> list[str]:
    """Return the words of a text, and its pairs of neighbouring words; words have two letters at least."""
    words = WORD.findall(text.lower())
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
