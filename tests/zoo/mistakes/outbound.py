"""Mistakes in how calls are repeated."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from typing import Any

from ..mistake import Mistake, always, nothing


def _forgets_retry_after(original: Any) -> Any:
    async def dismiss(self: Any, response: Any, verdict: Any) -> Any:
        failure = await original(self, response, verdict)
        return dataclasses.replace(failure, retry_after_seconds=None)

    return dismiss


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
        if course.attempts >= 42:
            await original(self, failure, course)
        await asyncio.sleep(0)

    return pause


def _without_jitter(original: Any) -> Any:
    def backoff_seconds(self: Any, retries: int, random: Any) -> float:
        return float(min(self.delay_seconds_max, self.delay_seconds * 2.0**retries))

    return backoff_seconds


def _half_a_second(original: Any) -> Any:
    def backoff_seconds(self: Any, retries: int, random: Any) -> float:
        return 0.5 + float(random.uniform(0.0, 0.05))

    return backoff_seconds


def _tries_thrice(original: Any) -> Any:
    async def answer(self: Any, request: Any, intent: Any) -> Any:
        for _ in range(2 if request.method == "GET" else 0):
            with contextlib.suppress(Exception):
                return await original(self, request, intent)
        return await original(self, request, intent)

    return answer


def _takes_refusals_for_outages(original: Any) -> Any:
    def verdict_of(response: Any, classify: Any) -> Any:
        verdict = original(response, classify)
        unavailable = type(verdict.outcome).UNAVAILABLE
        return dataclasses.replace(verdict, outcome=unavailable) if 400 <= response.status_code < 429 else verdict

    return verdict_of


def _tries_six_times(original: Any) -> Any:
    def obstacle(self: Any, failure: Any, course: Any, seconds: float) -> Any:
        return "attempts" if course.attempts >= 6 else None

    return obstacle


MISTAKES = (
    Mistake(
        "retry-after-ignored",
        "our own backoff knows better",
        {"outbound.retry:RetryPolicy._dismiss": _forgets_retry_after, "outbound.ratelimit:Limiter._pause": nothing},
        "retry-after-honoured",
        "ai-overloaded",
        21,
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
        21,
    ),
    Mistake(
        "breaker-never-opens",
        "the next call may work",
        {"outbound.breaker:Breaker._has_enough": always(False)},
        "breaker-opens",
        "crm-down-4h",
        6,
    ),
    Mistake(
        "no-limit-of-our-own",
        "the vendor will tell us when it is too much",
        {"outbound.ratelimit:Limiter.admit": _lets_everybody_in},
        "retry-after-honoured",
        "quota-cut",
        45,
    ),
    Mistake(
        "no-timeout",
        "the answer will come",
        {"outbound.timeout:TimeoutPolicy.handle_async_request": _waits_for_ever},
        "deadline-respected",
        "answers-lost",
        7,
    ),
    Mistake(
        "no-jitter",
        "doubling the pause is enough",
        {"outbound.retry:RetrySettings.backoff_seconds": _without_jitter},
        "backoff-shape",
        "unreliable",
        14,
    ),
    Mistake(
        "pauses-of-one-length",
        "half a second is what it always takes",
        {"outbound.retry:RetrySettings.backoff_seconds": _half_a_second},
        "backoff-shape",
        "unreliable",
        60,
    ),
    Mistake(
        "tries-again-at-once",
        "the next server behind the balancer will answer",
        {"outbound.retry:RetrySettings.backoff_seconds": always(0.0)},
        "backoff-shape",
        "unreliable",
        10,
    ),
    Mistake(
        "nested-retries",
        "the client does not repeat enough, so its caller does, too",
        {
            "systems.calls:Calls._answer": _tries_thrice,
            "outbound.retry_budget:RetryBudget.withdraw": always(True),
            "outbound.breaker:Breaker._has_enough": always(False),
        },
        "bounded-attempts",
        "poison",
        10,
        environment={"TRIAGE_ATTEMPTS_MAX": "8"},  # with three deliveries a ticket has four lives before it shows
    ),
    Mistake(
        "retries-refusals",
        "whatever is no success is worth another try",
        {"outbound.retry:verdict_of": _takes_refusals_for_outages},
        "no-retry-on-non-retryable",
        "poison",
        10,
    ),
    Mistake(
        "no-retry-budget",
        "six attempts are what everybody makes",
        {
            "outbound.retry:RetryPolicy._obstacle": _tries_six_times,
            "outbound.retry:RetryPolicy._dismiss": _forgets_retry_after,
            "outbound.retry:RetrySettings.backoff_seconds": always(0.5),
            "outbound.breaker:Breaker._has_enough": always(False),
            "outbound.ratelimit:Limiter._pause": nothing,
        },
        "retry-amplification",
        "ai-overloaded",
        35,
    ),
)
