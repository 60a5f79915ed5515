"""I02 no-duplicate-effect.

For every outcome and business key there is at most one effect, over all attempts, redeliveries and restarts. Exercised
once per key that has an effect. A subject that sends again after a lost answer, without looking, fails under
``lose-answer``; one that dedupes by arrival order fails under duplicate webhooks.
"""

from __future__ import annotations

from typing import ClassVar

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class NoDuplicateEffect(Invariant):
    """Each outcome happens at most once per key."""

    id: ClassVar = "I02"
    name: ClassVar = "no-duplicate-effect"
    about: ClassVar = "each outcome happens at most once per business key"

    def judge(self, history: History) -> Judgement:
        """Count effects per outcome and key."""
        violations = [
            Violation(f"{outcome} happened {len(effects)} times for {key}", key, tuple(e.sequence for e in effects))
            for (outcome, key), effects in history.outcomes.items()
            if len(effects) > 1
        ]
        return Judgement(len(history.outcomes), tuple(violations))
