"""I06 idempotency-key-stable.

All attempts and redeliveries of one intent carry one idempotency key; distinct intents never share one. Exercised
once per intent that was attempted. A key made per attempt fails when an answer is lost; a key made per call fails
when refusals make the queue redeliver before an answer is lost.
"""

from __future__ import annotations

from typing import ClassVar

from ..history import Attempt, History, group
from ..verdict import Judgement, Violation
from .invariant import Invariant


class IdempotencyKeyStable(Invariant):
    """One intent, one key."""

    id: ClassVar = "I06"
    name: ClassVar = "idempotency-key-stable"
    about: ClassVar = "all attempts of one intent carry one idempotency key, and no two intents share one"

    def judge(self, history: History) -> Judgement:
        """Compare keys within and across intents."""
        keyed = [attempt for attempt in history.attempts if "idempotency" in attempt.sent.data and attempt.key]
        by_intent = group(keyed, lambda attempt: (attempt.sent.data["intent"], attempt.key))
        violations = [
            Violation(
                f"{intent} of {key} was sent with {len(_keys(attempts))} different idempotency keys",
                key,
                tuple(attempt.sent.sequence for attempt in attempts),
            )
            for (intent, key), attempts in by_intent.items()
            if len(_keys(attempts)) > 1
        ]
        by_key = group(keyed, lambda attempt: attempt.sent.data["idempotency"])
        violations += [
            Violation(f"{len(_intents(attempts))} intents share one idempotency key", attempts[0].key)
            for key, attempts in by_key.items()
            if key is not None and len(_intents(attempts)) > 1
        ]
        return Judgement(len(by_intent), tuple(violations))


def _keys(attempts: list[Attempt]) -> list[str]:
    return sorted({str(attempt.sent.data["idempotency"]) for attempt in attempts})


def _intents(attempts: list[Attempt]) -> list[str]:
    return sorted({f"{attempt.sent.data['intent']} {attempt.key}" for attempt in attempts})
