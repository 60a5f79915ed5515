"""I25 outbox-atomicity.

A change and the event that tells of it go together: where the outcome ``commit`` exists for a key, the outcome
``publication`` follows in the end, or the dead letters have it with a reason; and nothing is published without its
commit, nor before it. Exercised once per key that has either. Two writes without an outbox fail under
``kill-subject``; publishing first fails when the commit is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class OutboxAtomicity(Invariant):
    """Both, or neither.

    Args:
        commit: name of the outcome that is the change.
        publication: name of the outcome that tells of it.
    """

    id: ClassVar = "I25"
    name: ClassVar = "outbox-atomicity"
    about: ClassVar = "a change is published if, and only if, it was committed"
    commit: str = "committed"
    publication: str = "published"

    def judge(self, history: History) -> Judgement:
        """Look for one without the other."""
        keys = list(dict.fromkeys(k for name, k in history.outcomes if name in (self.commit, self.publication)))
        violations = [violation for key in keys for violation in self._judge_key(history, key)]
        return Judgement(len(keys), tuple(violations))

    def _judge_key(self, history: History, key: str) -> Iterator[Violation]:
        commits = history.outcomes.get((self.commit, key), [])
        publications = history.outcomes.get((self.publication, key), [])
        if not publications:
            if not history.dead_letters.get(key):
                yield Violation(f"{key} was {self.commit} and never {self.publication}", key, (commits[0].sequence,))
        elif not commits:
            message = f"{key} was {self.publication} and never {self.commit}"
            yield Violation(message, key, (publications[0].sequence,))
        elif publications[0].sequence < commits[0].sequence:
            evidence = (publications[0].sequence, commits[0].sequence)
            yield Violation(f"{key} was {self.publication} before it was {self.commit}", key, evidence)
