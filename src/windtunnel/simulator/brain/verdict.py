"""A judgement on a text: which label, how surely, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .nearest import Neighbour

FLOOR = 0.05
SLOPE = 0.94
NEARLY_CERTAIN = 0.99
WORDS_NAMED = 3
_PLAIN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text was taken for.

    Args:
        label: the label, one of those allowed.
        confidence: from 0 to 1, and 1 only for a text that is known word by word.
        reason: a short sentence.
    """

    label: str
    confidence: float
    reason: str


class Labels:
    """The labels that a schema allows, found by what is meant as well as by name.

    Args:
        names: as the schema spells them.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._known = {_plain(name): name for name in reversed(self.names)} | {name: name for name in self.names}

    def allowed(self, label: str) -> str | None:
        """Return the allowed spelling of ``label``; ``None`` when it is not allowed."""
        return self._known.get(label) or self._known.get(_plain(label))

    def nearest(self, label: str) -> str:
        """Return the allowed label whose name is nearest to ``label``."""
        near = difflib.get_close_matches(label, self.names, n=1, cutoff=0.0)
        return near[0] if near else self.names[0]


def calibrated(neighbour: Neighbour) -> float:
    """Return how likely it is that a neighbour's label is right.

    Of bank customers' questions (Banking77, 1,500 examples, 2,000 others asked) the share that was labelled rightly is
    the similarity within a few hundredths, from 0.25 to 0.95.
    """
    return 1.0 if neighbour.exact else round(min(NEARLY_CERTAIN, FLOOR + SLOPE * neighbour.similarity), 2)


def judge(
    ranking: Sequence[tuple[str, Neighbour]],
    commonest: str,
    labels: Labels | None,
    shared_words: Callable[[Neighbour], Sequence[str]],
) -> Verdict:
    """Return what a text is taken for.

    Args:
        ranking: labels of near texts, nearest first.
        commonest: the label for a text that is near to nothing.
        labels: those that are allowed; ``None`` for all.
        shared_words: the words that the text shares with a near one, the rarest first.
    """
    for label, neighbour in ranking:
        spelling = labels.allowed(label) if labels is not None else label
        if spelling is not None:
            return Verdict(spelling, calibrated(neighbour), _reason(spelling, neighbour, shared_words))
    label, confidence = (ranking[0][0], calibrated(ranking[0][1]) / 2) if ranking else (commonest, FLOOR)
    spelling = labels.nearest(label) if labels is not None else label
    return Verdict(spelling, round(confidence, 2), f"Nothing known is close; {spelling} comes nearest.")


def _reason(label: str, neighbour: Neighbour, shared_words: Callable[[Neighbour], Sequence[str]]) -> str:
    if neighbour.exact:
        return f"The same message is known as {label}."
    named = ", ".join(f"'{word}'" for word in shared_words(neighbour)[:WORDS_NAMED])
    return f"It shares {named} with a message known as {label}."


def _plain(name: str) -> str:
    return _PLAIN.sub("", name).casefold()
