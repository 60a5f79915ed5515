"""Mistakes of a service that reads a replica and follows its changes."""

from __future__ import annotations

from typing import Any

from ..mistake import Mistake

SCENARIO = "purchase-history"
PATTERN = "patterns.purchase_history"


def _moves_on_before_it_queues(original: Any) -> Any:
    async def turn(self: Any) -> bool:
        room = min(self._batch, self._in_flight_max - self._store.queue().depth)
        changes = await self._warehouse.changes(self.position, room) if room > 0 else []
        if not changes:
            return False
        self._checkpoint = await self._checkpoints.save(
            "purchases", str(changes[-1].change_number), after=self._checkpoint
        )
        for purchase in changes:
            await self._clock.sleep(1.0)
            self._store.enqueue(original.__globals__["tell_job"](purchase, self._channel), capped=False)
            self._jobs_wake.set()
        return True

    return turn


def _goes_by_time(original: Any) -> str:
    return """
SELECT * FROM purchases
WHERE purchased_at > coalesce((SELECT max(purchased_at) FROM purchases WHERE change_number <= :after), 0)
AND change_number <= (SELECT complete_until FROM heartbeat)
ORDER BY purchased_at, change_number LIMIT :limit
"""


def _serves_what_is_old(original: Any) -> Any:
    async def age(self: Any) -> dict[str, str]:
        return {"warehouse-lag-seconds": f"{await self._warehouse.lag_seconds():.3f}"}

    return age


def _keeps_pages(original: Any) -> Any:
    async def page(self: Any, customer_id: str, after: Any, limit: int) -> Any:
        pages = vars(self).setdefault("pages_known", {})
        if (customer_id, after, limit) not in pages:
            pages[customer_id, after, limit] = await original(self, customer_id, after, limit)
        return pages[customer_id, after, limit]

    return page


MISTAKES = (
    Mistake(
        "cursor-moved-before-the-queue",
        "then no change is read twice",
        {f"{PATTERN}.capture:Capture.turn": _moves_on_before_it_queues},
        "no-lost-event",
        "killed",
        14,
        scenario=SCENARIO,
    ),
    Mistake(
        "cursor-by-time",
        "no two purchases are made at the same moment",
        {f"{PATTERN}.sqlite:_CHANGES": _goes_by_time},
        "no-lost-event",
        "same-moment",
        40,
        scenario=SCENARIO,
    ),
    Mistake(
        "replica-lag-ignored",
        "the replica is hardly ever behind",
        {f"{PATTERN}.doorway:Doorway._age": _serves_what_is_old},
        "no-lost-event",
        "replica-stalls",
        40,
        scenario=SCENARIO,
    ),
    Mistake(
        "pages-kept-for-ever",
        "what somebody bought does not change any more",
        {f"{PATTERN}.sqlite:SqliteWarehouse.page": _keeps_pages},
        "bounded-staleness",
        "calm",
        40,
        scenario=SCENARIO,
    ),
)
