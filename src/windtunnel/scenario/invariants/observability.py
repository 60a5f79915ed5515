"""I36 observability.

Whoever looks into an incident finds it: for every request that a fault spoiled (no answer, or an answer of 400 and
more) and whose end the subject saw, something that the subject logged or reported names the event's key; and every
dead letter carries the fields ``dead_letter_fields``. This is the one invariant about what the subject says of
itself, so that is where it looks. Exercised once per event with a spoiled request, and once per dead letter. A
subject that swallows exceptions fails under any fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from windtunnel.kernel.journal import Event, Kind

from ..history import HARNESS, Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant

WORD = re.compile(r"[0-9A-Za-z_@-]+(?:[.][0-9A-Za-z_@-]+)*")
PHRASE = re.compile(r"[^\s\"',;()\[\]{}<>=]+")
"""What a key with other signs in it, such as ``account-7/3``, is written as."""
SUCCESS = re.compile(r"\bHTTP/[0-9.]+ [123]\d\d\b")
"""A line that says that a request succeeded is no word about one that did not."""
SURFACES = ("log", "audit")


class Observability(Invariant):
    """What went wrong can be found.

    Args:
        dead_letter_fields: what every dead letter says.
    """

    id: ClassVar = "I36"
    name: ClassVar = "observability"
    about: ClassVar = "every fault that the subject met can be found by the key of its event"
    dead_letter_fields: tuple[str, ...] = ("reason",)

    def judge(self, history: History) -> Judgement:
        """Look for faults that nobody speaks of."""
        spoiled = {a.key: a for a in history.attempts if a.key is not None and _was_spoiled(a)}
        untold = _untold(history, frozenset(spoiled))
        violations = [
            Violation(
                f"{attempt.role} {attempt.operation} of {key} was struck by {', '.join(attempt.faults)}, untold",
                key,
                (attempt.sent.sequence,),
            )
            for key, attempt in spoiled.items()
            if key in untold
        ]
        letters = [letter for letters in history.dead_letters.values() for letter in letters]
        violations += self._poor(letters)
        return Judgement(len(spoiled) + len(letters), tuple(violations))

    def _poor(self, letters: Sequence[Event]) -> Iterator[Violation]:
        for letter in letters:
            missing = [name for name in self.dead_letter_fields if letter.data.get(name) in (None, "")]
            if missing:
                message = f"the dead letter of {letter.key} does not say its {', '.join(missing)}"
                yield Violation(message, letter.key, (letter.sequence,))


def _was_spoiled(attempt: Attempt) -> bool:
    seen = attempt.answer is not None and attempt.reason != "abandoned"
    return bool(attempt.faults) and seen and not attempt.succeeded


def _untold(history: History, keys: frozenset[str]) -> frozenset[str]:
    """Return which of ``keys`` the subject neither reported nor said; as a rule it reported all, and is not read."""
    reports = history.of(Kind.TRANSITION, Kind.RETRY)
    untold = keys - {report.key for report in reports if report.key is not None and report.actor != HARNESS}
    for text in (text for surface in SURFACES for text in history.surfaces.get(surface, ())):
        if not untold:
            break
        if not SUCCESS.search(text):
            untold -= _words(text)
    return untold


def _words(text: str) -> set[str]:
    return {*WORD.findall(text), *(phrase.rstrip(".:!?") for phrase in PHRASE.findall(text))}
