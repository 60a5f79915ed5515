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


def _acknowledges_on_receipt(original: Any) -> Any:
    async def work(self: Any, job: Any) -> None:
        self._store.acknowledge(job, {})
        self._trail.note("acknowledged", job.key, receives=job.receives)
        await original(self, job)

    return work


def _measures_afterwards(original: Any) -> Any:
    async def call(self: Any, scope: Any, receive: Any, send: Any) -> None:
        router = self._router
        most, router._body_bytes_max = router._body_bytes_max, 1_000_000
        body = b""

        async def listen() -> Any:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        async def answer(message: Any) -> None:
            if len(body) > most and message["type"] == "http.response.start":
                message = {**message, "status": 413}
            await send(message)

        await original(self, scope, listen, answer)
        router._body_bytes_max = most

    return call


MISTAKES = (
    Mistake(
        "answers-before-storing",
        "the customer waits, and the queue does not",
        {f"{PATTERN}.desk:QueuedDesk.take": _stores_after_the_answer},
        "acknowledged-means-durable",
        "worker-killed",
        10,
        scenario=SCENARIO,
    ),
    Mistake(
        "job-per-request",
        "every request is an order",
        {f"{PATTERN}.desk:enrich_job": _queues_every_request},
        "no-duplicate-effect",
        "sent-twice",
        10,
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
    Mistake(
        "acknowledged-on-receipt",
        "what was taken is as good as done",
        {"inbound.worker:WorkerPool._work": _acknowledges_on_receipt},
        "acknowledged-after-effect",
        "worker-killed",
        10,
        scenario=SCENARIO,
    ),
    Mistake(
        "measured-afterwards",
        "whoever sends too much is told so in the end",
        {f"{PATTERN}.ingress:Ingress.__call__": _measures_afterwards},
        "failed-means-absent",
        "too-long",
        30,
        scenario=SCENARIO,
    ),
)
