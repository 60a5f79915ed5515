"""Mistakes of a service that answers at once and does the work behind a queue."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

from ..mistake import Mistake, nothing

SCENARIO = "order-routing"
PATTERN = "patterns.order_routing"


def _stores_after_the_answer(original: Any) -> Any:
    async def take(self: Any, order: Any) -> Any:
        asyncio.get_running_loop().call_later(2.0, lambda: asyncio.ensure_future(original(self, order)))
        answer = original.__globals__["answer"]
        return answer(order, self._flow.at_once(order), "pending", 202)

    return take


def _queues_every_request(original: Any) -> Any:
    numbers = iter(range(1, 1_000_000))

    def enrich_job(order: Any) -> Any:
        job = original(order)
        return dataclasses.replace(job, key=f"{job.key}-{next(numbers)}")

    return enrich_job


def _says_yes_to_everybody(original: Any) -> Any:
    async def take(self: Any, request: Any) -> Any:
        answer = await original(self, request)
        return dataclasses.replace(answer, status=202) if answer.status == 503 else answer

    return take


MISTAKES = (
    Mistake(
        "answers-before-storing",
        "the customer waits, and the queue does not",
        {f"{PATTERN}.desk:QueuedDesk.take": _stores_after_the_answer},
        "acknowledged-means-durable",
        "worker-killed",
        30,
        scenario=SCENARIO,
    ),
    Mistake(
        "job-per-request",
        "every request is an order",
        {f"{PATTERN}.desk:enrich_job": _queues_every_request},
        "no-duplicate-effect",
        "sent-twice",
        30,
        scenario=SCENARIO,
    ),
    Mistake(
        "queue-without-end",
        "memory is cheap",
        {"inbound.store:Store._refuse_when_full": nothing},
        "bounded-queue",
        "tenfold",
        76,
        scenario=SCENARIO,
    ),
    Mistake(
        "yes-when-full",
        "the shop should not see our troubles",
        {f"{PATTERN}.ingress:Ingress._take": _says_yes_to_everybody},
        "no-lost-event",
        "tenfold",
        76,
        scenario=SCENARIO,
    ),
)
