"""The nearest of many texts: an inverted index over words, the rare ones weighing most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .words import same_text, stems_of

POSTINGS_MAX = 32
"""How many texts are remembered for one word: those in which it weighs most."""
NEIGHBOURS_MAX = 8


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A text that is near.

    Args:
        index: which one.
        similarity: the cosine of the two texts, 1 for equal ones.
        exact: whether the texts are the same but for case and spacing.
    """

    index: int
    similarity: float
    exact: bool


class NearestTexts:
    """Finds near texts in some 100 µs among 1,500.

    Args:
        texts: what is searched.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._stems = [stems_of(text) for text in texts]
        self._exact = {same_text(text): index for index, text in reversed(list(enumerate(texts)))}
        frequencies: dict[str, int] = {}
        for stems in self._stems:
            for stem in stems:
                frequencies[stem] = frequencies.get(stem, 0) + 1
        count = max(1, len(texts))
        self._unknown = math.log(1 + count) ** 2
        self._weights = {stem: math.log(1 + count / each) ** 2 for stem, each in frequencies.items()}
        self._lengths = [self._length(stems) for stems in self._stems]
        self._postings = self._make_postings()

    def find(self, text: str) -> list[Neighbour]:
        """Return the nearest texts, nearest first; none when no word is shared."""
        stems = stems_of(text)
        scores: dict[int, float] = {}
        score_of = scores.get
        for stem in stems:
            for index, weight in self._postings.get(stem, ()):
                scores[index] = score_of(index, 0.0) + weight
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:NEIGHBOURS_MAX]
        exact = self._exact.get(same_text(text))
        if exact is not None and exact not in best:
            best.append(exact)
        weights = {stem: self._weights[stem] for stem in stems if stem in self._weights}
        length = self._length(stems)
        return sorted([self._neighbour(index, weights, length, index == exact) for index in best], key=_by_nearness)

    def shared_words(self, text: str, neighbour: Neighbour) -> list[str]:
        """Return the words that ``text`` shares with a neighbour, the rarest first."""
        other, stems = self._stems[neighbour.index], stems_of(text)
        shared = sorted((stem for stem in stems if stem in other), key=lambda stem: -self._weights[stem])
        return [stems[stem] for stem in shared]

    def _neighbour(self, index: int, weights: dict[str, float], length: float, exact: bool) -> Neighbour:
        if exact:
            return Neighbour(index, 1.0, True)
        other = self._stems[index]
        product = sum([weight for stem, weight in weights.items() if stem in other])
        return Neighbour(index, product / (length * self._lengths[index]), False)

    def _length(self, stems: dict[str, str]) -> float:
        return math.sqrt(sum([self._weights.get(stem, self._unknown) for stem in stems]))

    def _make_postings(self) -> dict[str, list[tuple[int, float]]]:
        postings: dict[str, list[tuple[int, float]]] = {}
        for index, stems in enumerate(self._stems):
            for stem in stems:
                postings.setdefault(stem, []).append((index, self._weights[stem] / self._lengths[index]))
        return {
            stem: sorted(entries, key=lambda entry: (-entry[1], entry[0]))[:POSTINGS_MAX]
            for stem, entries in postings.items()
        }


def _by_nearness(neighbour: Neighbour) -> tuple[bool, float, int]:
    return not neighbour.exact, -neighbour.similarity, neighbour.index
