"""What the service tells of itself."""

from __future__ import annotations

from collections.abc import Mapping

from ...clock import Clock
from ...inbound.store import Store
from ...pipeline.health import SystemHealth
from .sweep import Sweeper

DEAD_LETTERS_SHOWN = 1000
COUNTED = ("accepted", "duplicates", "redelivered", "gaps", "rejected", "shed", "read", "reviewed", "announced")


class Status:
    """Puts ``/status`` together.

    Args:
        store: queue, dead letters and totals.
        health: breakers.
        sweeper: how far it has looked.
        clock: for ages.
    """

    def __init__(self, store: Store, health: SystemHealth, sweeper: Sweeper, clock: Clock) -> None:
        self._store = store
        self._health = health
        self._sweeper = sweeper
        self._clock = clock

    def __call__(self) -> Mapping[str, object]:
        """Return the status; ``gaps`` counts the documents that no delivery brought in time."""
        queue, totals = self._store.queue(), self._store.totals()
        oldest = queue.oldest_accepted_at
        age_seconds = 0.0 if oldest is None else self._clock.now() - oldest
        letters = self._store.dead.listed(DEAD_LETTERS_SHOWN)
        return {
            "queue": {"ready": queue.ready, "leased": queue.leased, "oldest_age_seconds": age_seconds},
            "dead_letters": [{"key": letter.key, "reason": letter.reason} for letter in letters],
            "review": queue.review,
            "sweep": {"until": self._sweeper.swept_until, "failure": self._sweeper.failure},
            "breakers": self._health.states(),
            "totals": {**{name: int(totals.get(name, 0)) for name in COUNTED}, "cost_usd": totals.get("cost_usd", 0.0)},
        }
