"""Realistic mistakes, each a change of one place of the reference integration.

A mistake says under which condition of which scenario it shows, and which invariant it breaks. It is made by exchanging
an attribute of one class or module; everything else stays the reference integration.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Patch = Callable[[Any], Any]
"""Gets what the reference integration has in that place, returns the mistake."""


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Args:
        name: in a few words.
        about: what a developer would have thought.
        places: what is exchanged: ``package.module:Class.attribute`` below ``adapters``.
        breaks: the invariant that catches it.
        condition: of ``support-triage``, under which it shows.
        count: how many tickets it takes.
        environment: settings that go with it.
    """

    name: str
    about: str
    places: dict[str, Patch]
    breaks: str
    condition: str
    count: int = 60
    environment: dict[str, str] = field(default_factory=dict)


def always(value: Any) -> Patch:
    """Make a function that returns ``value``, whatever it is asked."""
    return lambda original: lambda *args, **kwargs: value


def nothing(original: Any) -> Any:
    """Make a function that does nothing."""
    return lambda *args, **kwargs: None


def _forgets_retry_after(original: Any) -> Any:
    async def dismiss(self: Any, response: Any, verdict: Any) -> Any:
        failure = await original(self, response, verdict)
        return dataclasses.replace(failure, retry_after_seconds=None)

    return dismiss


def _sends_a_rejected_token_again(original: Any) -> Any:
    async def send(self: Any, request: Any, token: Any) -> Any:
        response = await original(self, request, token)
        for _ in range(3):
            if response.status_code == 401:
                response = await original(self, request, token)
        return response

    return send


def _believes_that_all_is_idempotent(original: Any) -> Any:
    def obstacle(self: Any, failure: Any, course: Any, seconds: float) -> Any:
        found = original(self, failure, course, seconds)
        return None if found == "not idempotent" and course.attempts < self._settings.attempts_max else found

    return obstacle


def _acknowledges_failures(original: Any) -> Any:
    def fail(self: Any, job: Any, error: Exception) -> None:
        self._store.acknowledge(job)

    return fail


def _every_fifth(original: Any) -> Any:
    calls = iter(range(1, 1_000_000))

    async def sometimes(self: Any, *args: Any) -> Any:
        return None if next(calls) % 5 == 0 else await original(self, *args)

    return sometimes


def _drops_every_fifth_event(original: Any) -> Any:
    calls = iter(range(1, 1_000_000))

    def accept(self: Any, event: Any, body: bytes) -> Any:
        answer = type(self)._reject.__globals__["Answer"]
        return answer(200, {"status": "accepted"}) if next(calls) % 5 == 0 else original(self, event, body)

    return accept


def _key_with_the_delivery(original: Any) -> Any:
    async def post(self: Any, job: Any, state: Any) -> None:
        text = job.payload["message"].replace(f'"key":"{job.key}"', f'"key":"{job.key}:{job.lease}"')
        await original(self, dataclasses.replace(job, payload={"message": text}), state)

    return post


def _never_in_doubt(original: Any) -> Any:
    def begin(self: Any, job: Any, name: str) -> Any:
        step = original(self, job, name)
        return type(step)(type(step.state).NEW)

    return begin


def _does_not_look(original: Any) -> Any:
    async def look_again(self: Any, *args: Any) -> None:
        return None

    return look_again


def _logs_the_token(original: Any) -> Any:
    async def send(self: Any, request: Any, token: Any) -> Any:
        logging.getLogger("integration").info("signing in with %s", token.access.reveal())
        return await original(self, request, token)

    return send


def _names_the_customer(original: Any) -> Any:
    def explain(enrichment: Any) -> str:
        customer = enrichment.customer
        return original(enrichment) if customer is None else f"Customer: {customer.name} <{customer.email}>"

    return explain


def _refreshes_in_every_caller(original: Any) -> Any:
    async def replace(self: Any, rejected: Any) -> Any:
        token = await self._ask()
        self._adopt(token)
        return token

    return replace


def _waits_for_ever(original: Any) -> Any:
    async def handle(self: Any, request: Any) -> Any:
        request.extensions["timeout"] = {"connect": None, "read": None, "write": None, "pool": None}
        return await self._exchange(request)

    return handle


def _lets_everybody_in(original: Any) -> Any:
    async def admit(self: Any, request: Any) -> None:
        return None

    return admit


def _hammers(original: Any) -> Any:
    async def pause(self: Any, failure: Any, course: Any) -> None:
        if course.attempts >= 60:
            await original(self, failure, course)
        await asyncio.sleep(0)

    return pause


MISTAKES = (
    Mistake(
        "retry-after-ignored",
        "our own backoff knows better",
        {"outbound.retry:RetryPolicy._dismiss": _forgets_retry_after, "outbound.ratelimit:Limiter._pause": nothing},
        "retry-after-honoured",
        "ai-overloaded",
        100,
    ),
    Mistake(
        "retries-final-answers",
        "a 401 may go away by itself",
        {"authentication.bearer:BearerPolicy._send": _sends_a_rejected_token_again},
        "no-retry-on-non-retryable",
        "token-expired-midway",
    ),
    Mistake(
        "repeats-what-is-not-idempotent",
        "a post whose answer was lost was not made",
        {"outbound.retry:RetryPolicy._obstacle": _believes_that_all_is_idempotent},
        "no-duplicate-effect",
        "answers-lost",
    ),
    Mistake(
        "hammers-without-pause",
        "the sooner it is tried again, the sooner it works",
        {
            "outbound.retry:RetryPolicy._pause": _hammers,
            "outbound.breaker:Breaker._has_enough": always(False),
            "outbound.ratelimit:Limiter._pause": nothing,
        },
        "bounded-attempts",
        "ai-overloaded",
        100,
    ),
    Mistake(
        "breaker-never-opens",
        "the next call may work",
        {"outbound.breaker:Breaker._has_enough": always(False)},
        "breaker-opens",
        "crm-down-4h",
        100,
    ),
    Mistake(
        "no-limit-of-our-own",
        "the vendor will tell us when it is too much",
        {"outbound.ratelimit:Limiter.admit": _lets_everybody_in},
        "retry-after-honoured",
        "quota-cut",
        100,
    ),
    Mistake(
        "believes-everybody",
        "nobody else knows the address of the webhook",
        {"systems.zendesk.webhook:_check": nothing},
        "webhook-authenticity",
        "forged-webhooks",
    ),
    Mistake(
        "acknowledges-before-storing",
        "the queue is always there",
        {"inbound.receiver:Receiver._accept": _drops_every_fifth_event},
        "no-lost-event",
        "calm",
    ),
    Mistake(
        "swallowed-exception",
        "it is logged, and life goes on",
        {"inbound.worker:WorkerPool._fail": _acknowledges_failures},
        "no-lost-event",
        "ai-overloaded",
        100,
    ),
    Mistake(
        "done-before-it-is-done",
        "the post will work",
        {"pipeline.announce:Announcer._post": _every_fifth},
        "no-lost-event",
        "calm",
    ),
    Mistake(
        "key-per-delivery",
        "every delivery is something new",
        {"pipeline.announce:Announcer._post": _key_with_the_delivery},
        "idempotency-key-stable",
        "worker-killed",
        100,
    ),
    Mistake(
        "forgets-what-is-in-doubt",
        "a new delivery starts from the beginning",
        {"inbound.steps:Steps.begin": _never_in_doubt, "systems.slack.client:SlackChat._look_again": _does_not_look},
        "no-duplicate-effect",
        "answers-lost",
    ),
    Mistake(
        "token-in-the-log",
        "only while we are looking for that bug",
        {"authentication.bearer:BearerPolicy._send": _logs_the_token},
        "no-secret-leakage",
        "calm",
    ),
    Mistake(
        "customer-in-the-chat",
        "the team wants to know who it is",
        {
            "pipeline.decision:explain_customer": _names_the_customer,
            "pipeline.announce:_text": lambda _: lambda decision, confidence: decision.note,
        },
        "payload-scope",
        "calm",
    ),
    Mistake(
        "refresh-stampede",
        "each caller gets itself a token",
        {"authentication.tokens:TokenSource.replace": _refreshes_in_every_caller},
        "single-flight-reauthentication",
        "token-expired-midway",
        100,
    ),
    Mistake(
        "no-timeout",
        "the answer will come",
        {"outbound.timeout:TimeoutPolicy.handle_async_request": _waits_for_ever},
        "deadline-respected",
        "answers-lost",
    ),
)
