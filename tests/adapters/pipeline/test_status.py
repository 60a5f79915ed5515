"""What the service tells of itself."""

from __future__ import annotations

import json

from adapters.inbound.job import Cause, NewJob
from adapters.inbound.store import Store
from adapters.pipeline.health import SystemHealth
from adapters.pipeline.status import Status
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock


def test_everything_that_an_operator_asks_for_is_told() -> None:
    """Queue, dead letters with reasons, reviews, breakers, totals and costs, as JSON."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    for key in ("dead", "review", "ready"):
        store.enqueue(NewJob(key, "triage", key), totals={"accepted": 1})
    dead, review = store.receive(2, ("triage",))
    store.bury(dead, Cause("Rejected", "closed", "helpdesk"))
    store.hand_over(review, "unsure", {"reviewed": 1, "cost_usd:reviewed": 0.25})
    store.count({"cost_usd": 0.25})
    clock.advance(30.0)
    health = SystemHealth({}, {}, {}, {}, clock=clock, on_change=lambda: None)
    told = json.loads(json.dumps(Status(store, health, clock)()))
    assert told == {
        "queue": {"ready": 1, "leased": 0, "oldest_age_seconds": 30.0},
        "dead_letters": [{"key": "dead", "reason": "Rejected: closed", "receives": 1, "dead_since": EPOCH}],
        "review": 1,
        "breakers": {},
        "totals": {
            "accepted": 3,
            "duplicates": 0,
            "rejected": 0,
            "shed": 0,
            "routed": 0,
            "reviewed": 1,
            "partial": 0,
            "enriched": 0,
            "announced": 0,
            "cost_usd": 0.25,
        },
        "cost_usd_by_outcome": {"reviewed": 0.25},
    }
