"""Mistakes of a service that answers while somebody waits."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import nullcontext
from typing import Any

from ..mistake import Mistake, always

SCENARIO = "personalised-reply"
BACKGROUND = "patterns.personalised_reply.background"


def _says_nothing_of_its_age(original: Any) -> Any:
    def stand_in(self: Any, *args: Any) -> Any:
        return dataclasses.replace(original(self, *args), reason=None)

    return stand_in


def _never_expires(original: Any) -> Any:
    def find(self: Any, key: Any, age_seconds_max: float) -> Any:
        return original(self, key, float("inf"))

    return find


def _says_nothing_at_all(original: Any) -> Any:
    def reply(self: Any, id: str, request_id: str, request: Any, background: Any, writing: Any, seconds: float) -> Any:
        made = original(self, id, request_id, request, background, writing, seconds)
        if writing.draft.reason is None:
            return made
        return made.model_copy(update={"prediction": made.prediction.model_copy(update={"reply": ""})})

    return reply


def _has_no_budget(original: Any) -> Any:
    async def within(seconds: float, work: Any) -> Any:
        return await work

    return within


def _finishes_what_was_begun(original: Any) -> Any:
    async def join(self: Any, key: str, digest: str, work: Any) -> Any:
        running = asyncio.create_task(work(), name=f"reply {key}")
        return await asyncio.shield(running)

    return join


def _takes_the_best_of_five(original: Any) -> Any:
    async def ask(self: Any, question: Any) -> Any:
        answers = [await original(self, question) for _ in range(5)]
        return max(answers, key=lambda answer: answer.form.confidence)

    return ask


def _answers_every_copy(original: Any) -> Any:
    async def run(self: Any, key: str, digest: str, work: Any) -> Any:
        return await work(), False

    return run


MISTAKES = (
    Mistake(
        "stale-passed-off-as-fresh",
        "what we knew yesterday is still right",
        {f"{BACKGROUND}:Investigator._stand_in": _says_nothing_of_its_age},
        "graceful-degradation",
        "crm-down",
        20,
        scenario=SCENARIO,
    ),
    Mistake(
        "cache-without-expiry",
        "customers hardly ever change",
        {"patterns.personalised_reply.memory:Memory.find": _never_expires},
        "graceful-degradation",
        "crm-down",
        20,
        scenario=SCENARIO,
    ),
    Mistake(
        "empty-reply-is-a-success",
        "the caller sees that there is nothing",
        {"patterns.personalised_reply.responder:Responder._reply": _says_nothing_at_all},
        "graceful-degradation",
        "ai-slow",
        28,
        scenario=SCENARIO,
    ),
    Mistake(
        "no-budget-for-the-whole",
        "every single call has its time limit",
        {f"{BACKGROUND}:deadline": always(nullcontext()), f"{BACKGROUND}:within": _has_no_budget},
        "deadline-respected",
        "crm-slow",
        28,
        scenario=SCENARIO,
    ),
    Mistake(
        "works-for-callers-who-left",
        "the answer is nearly there",
        {"patterns.personalised_reply.flights:Flights.join": _finishes_what_was_begun},
        "cancellation",
        "callers-hang-up",
        20,
        scenario=SCENARIO,
    ),
    Mistake(
        "best-of-five",
        "five answers are better than one",
        {"patterns.personalised_reply.writer:Writer._ask": _takes_the_best_of_five},
        "cost-budget",
        "calm",
        28,
        scenario=SCENARIO,
    ),
    Mistake(
        "every-copy-is-paid-for",
        "a second request is a second question",
        {"patterns.personalised_reply.once:Once.run": _answers_every_copy},
        "cost-budget",
        "duplicated-and-reordered-calls",
        28,
        scenario=SCENARIO,
    ),
)
