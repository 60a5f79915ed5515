"""What the service tells of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any


class Status:
    """Counts since the start, and shows how the systems are.

    Args:
        breakers: gives the state of every breaker, by the name of its connection.
    """

    def __init__(self, breakers: Callable[[], Mapping[str, str]]) -> None:
        self._breakers = breakers
        self._answers: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        self._cost_usd = 0.0

    def answered(self, content: Mapping[str, Any], *, again: bool) -> None:
        """Count an answer; one that is given ``again`` costs nothing."""
        if again:
            self._answers["replayed"] += 1
            return
        self._answers["degraded" if content["degraded"] else "whole"] += 1
        self._answers["needs_review"] += bool(content["needs_review"])
        self._cost_usd += content["metadata"]["cost_usd"]

    def refused(self, status: int) -> None:
        """Count a problem."""
        self._refusals[str(status)] += 1

    def shown(self, in_progress: int) -> Mapping[str, object]:
        """Return everything; ``in_progress`` is how many replies are being worked on."""
        return {
            "in_progress": in_progress,
            "answers": dict(sorted(self._answers.items())),
            "refusals": dict(sorted(self._refusals.items())),
            "cost_usd": self._cost_usd,
            "breakers": dict(self._breakers()),
        }
