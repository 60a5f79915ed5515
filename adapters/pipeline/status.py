"""What the service tells of itself."""

from __future__ import annotations

from collections.abc import Mapping

from ..clock import Clock
from ..inbound.job import DeadLetter, Queue
from ..inbound.store import Store
from .health import SystemHealth

DEAD_LETTERS_SHOWN = 1_000
COUNTED = ("accepted", "duplicates", "rejected", "shed", "routed", "reviewed", "partial", "enriched", "announced")
COSTS = "cost_usd:"


class Status:
    """Puts ``/status`` together.

    Args:
        store: queue, dead letters and totals.
        health: breakers.
        clock: for ages.
    """

    def __init__(self, store: Store, health: SystemHealth, clock: Clock) -> None:
        self._store = store
        self._health = health
        self._clock = clock

    def __call__(self) -> Mapping[str, object]:
        """Return the status; ``review`` counts the tickets that were handed to a person."""
        queue, totals = self._store.queue(), self._store.totals()
        return {
            "queue": self._queue(queue),
            "dead_letters": [_shown(letter) for letter in self._store.dead.listed(DEAD_LETTERS_SHOWN)],
            "review": queue.review,
            "breakers": self._health.states(),
            "totals": {**{name: int(totals.get(name, 0)) for name in COUNTED}, "cost_usd": totals.get("cost_usd", 0.0)},
            "cost_usd_by_outcome": {
                name.removeprefix(COSTS): amount for name, amount in totals.items() if name.startswith(COSTS)
            },
        }

    def _queue(self, queue: Queue) -> dict[str, object]:
        oldest = queue.oldest_accepted_at
        age_seconds = 0.0 if oldest is None else self._clock.now() - oldest
        return {"ready": queue.ready, "leased": queue.leased, "oldest_age_seconds": age_seconds}


def _shown(letter: DeadLetter) -> dict[str, object]:
    return {
        "key": letter.key,
        "reason": letter.reason,
        "receives": letter.receives,
        "dead_since": letter.dead_since,
    }
