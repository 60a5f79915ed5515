"""Mistakes in what is done with what arrives."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import Any

from ..mistake import Mistake, nothing


def _drops_every_fifth_event(original: Any) -> Any:
    calls = iter(range(1, 1_000_000))

    def accept(self: Any, event: Any, body: bytes) -> Any:
        answer = original.__globals__["Answer"]
        return answer(200, {"status": "accepted"}) if next(calls) % 5 == 0 else original(self, event, body)

    return accept


def _believes_old_deliveries(original: Any) -> Any:
    def check_window(self: Any, *times: float) -> None:
        return None

    return check_window


def _new_each_time(original: Any) -> Any:
    numbers = iter(range(1, 1_000_000))

    def triage_job(event: Any) -> Any:
        number = next(numbers)
        job = original(event)
        return dataclasses.replace(job, key=f"{job.key}:{number}")

    return triage_job


def _forgets_event_ids(original: Any) -> Any:
    def enqueue(self: Any, new: Any, *, event_id: str | None = None, **options: Any) -> Any:
        return original(self, new, event_id=None, **options)

    return enqueue


def _knows_numbers_only(original: Any) -> Any:
    def from_event(content: Any) -> Any:
        event = original(content)
        return event if event is not None and event.ticket_id.isdigit() else None

    return from_event


def _works_before_it_answers(original: Any) -> Any:
    async def serve(self: Any, scope: Any, receive: Any, send: Any) -> None:
        messages: list[Any] = []

        async def keep(message: Any) -> None:
            messages.append(message)

        await original(self, scope, receive, keep)
        key = json.loads(messages[-1]["body"]).get("key")
        for _ in range(600):
            job = self._store.find(key) if key else None
            if job is None or job.state not in ("ready", "leased"):
                break
            await asyncio.sleep(1.0)
        for message in messages:
            await send(message)

    return serve


MISTAKES = (
    Mistake(
        "believes-everybody",
        "nobody else knows the address of the webhook",
        {"systems.zendesk.webhook:_check": nothing},
        "webhook-authenticity",
        "forged-webhooks",
        7,
    ),
    Mistake(
        "acknowledges-before-storing",
        "the queue is always there",
        {"inbound.receiver:Receiver._accept": _drops_every_fifth_event},
        "no-lost-event",
        "calm",
        10,
    ),
    Mistake(
        "believes-old-deliveries",
        "the signature is right, so it is from them",
        {"authentication.signature:SignatureScheme.check_window": _believes_old_deliveries},
        "webhook-authenticity",
        "forged-webhooks",
        7,
    ),
    Mistake(
        "every-delivery-is-new",
        "nobody sends the same thing twice",
        {"pipeline.assembly:triage_job": _new_each_time, "inbound.store:Store.enqueue": _forgets_event_ids},
        "no-duplicate-effect",
        "duplicate-and-reordered-webhooks",
        7,
    ),
    Mistake(
        "ignores-what-it-does-not-know",
        "an id that is no number is none of ours",
        {"systems.zendesk.webhook:_from_event": _knows_numbers_only},
        "no-lost-event",
        "id-format-change",
        40,
    ),
    Mistake(
        "works-before-it-answers",
        "then we know that it went well",
        {"inbound.receiver:Receiver.__call__": _works_before_it_answers},
        "webhook-authenticity",
        "ai-slow",
        14,
    ),
    Mistake(
        "queue-in-memory",
        "a process does not simply die",
        {},
        "acknowledged-means-durable",
        "worker-killed",
        42,
        {"TRIAGE_STORE_PATH": ":memory:"},
    ),
)
