"""Mistakes with what holds calls back: breaker, limits, slots, deadlines."""

from __future__ import annotations

import math
from typing import Any

from ..mistake import Mistake, always


def _stays_open(original: Any) -> Any:
    def wait_seconds(self: Any) -> float:
        return 0.0 if self.state.value == "closed" else max(30.0, float(original(self)))

    return wait_seconds


def _lets_the_backlog_probe(original: Any) -> Any:
    def settings(self: Any, settings: Any, **others: Any) -> None:
        original(self, type(settings)(5, 0.5, 20, 60.0, 30.0, probes_max=1000, successes_to_close=8), **others)

    return settings


def _starts_all_jobs(original: Any) -> Any:
    def start(self: Any, kind: str) -> None:
        self._size = 1000
        original(self, kind)

    return start


def _takes_every_slot(original: Any) -> Any:
    def init(self: Any, settings: Any, **others: Any) -> None:
        original(self, type(settings)(1000, 1000, 30.0), **others)

    return init


def _counts_on(original: Any) -> Any:
    async def admit(self: Any, request: Any) -> None:
        return None

    return admit


MISTAKES = (
    Mistake(
        "breaker-never-closes",
        "an operator closes it when all is well",
        {"outbound.breaker:Breaker.wait_seconds": _stays_open},
        "breaker-closes",
        "ai-overloaded",
        21,
    ),
    Mistake(
        "backlog-as-probe",
        "half open is nearly open",
        {
            "outbound.breaker:Breaker.__init__": _lets_the_backlog_probe,
            "pipeline.health:SystemHealth.is_well": always(True),
        },
        "breaker-closes",
        "ai-overloaded",
        21,
    ),
    Mistake(
        "unbounded-concurrency",
        "asyncio can do thousands at once",
        {
            "inbound.worker:WorkerPool._start": _starts_all_jobs,
            "outbound.concurrency:Bulkhead.__init__": _takes_every_slot,
        },
        "bulkhead",
        "ai-slow",
        14,
    ),
    Mistake(
        "pushes-through-the-quota",
        "some of them will get through",
        {
            "outbound.ratelimit:Limiter.admit": _counts_on,
            "outbound.ratelimit:Limiter.closed_seconds": always(0.0),
        },
        "rate-limit-respected",
        "quota-cut",
        45,
    ),
    Mistake(
        "deadline-not-handed-down",
        "every call has a timeout of its own",
        {
            "outbound.timeout:remaining_seconds": always(math.inf),
            "outbound.deadline:remaining_seconds": always(math.inf),
            "outbound.retry:remaining_seconds": always(math.inf),
            "outbound.breaker:Breaker._has_enough": always(False),
        },
        "deadline-respected",
        "ai-silent",
        10,
    ),
)
