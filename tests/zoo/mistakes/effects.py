"""Mistakes with what must happen exactly once."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from typing import Any

from ..mistake import Mistake


def _believes_that_all_is_idempotent(original: Any) -> Any:
    def obstacle(self: Any, failure: Any, course: Any, seconds: float) -> Any:
        found = original(self, failure, course, seconds)
        return None if found == "not idempotent" and course.attempts < self._settings.attempts_max else found

    return obstacle


def _acknowledges_failures(original: Any) -> Any:
    def fail(self: Any, job: Any, *why: Any) -> None:
        self._store.acknowledge(job)

    return fail


def _every_fifth(original: Any) -> Any:
    calls = iter(range(1, 1_000_000))

    async def sometimes(self: Any, *args: Any) -> Any:
        return None if next(calls) % 5 == 0 else await original(self, *args)

    return sometimes


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


def _key_with_the_attempt(original: Any) -> Any:
    names = original.__globals__

    async def post_and_look(self: Any, message: Any, channel_id: str) -> Any:
        for number in range(3):
            fresh = message.model_copy(update={"key": f"{message.key}-{number}"})
            with contextlib.suppress(names["OutcomeUnknown"]):
                posted = await self._post(fresh, channel_id)
                return names["normaliser"].posted(posted, fresh, channel_id, self._calls.place(names["POSTING"]))
        return await original(self, message, channel_id)

    return post_and_look


def _key_of_the_team(original: Any) -> Any:
    def announcement(decision: Any, *, key: str, channel: str, event_key: str) -> Any:
        return original(decision, key=f"announce:{decision.team}", channel=channel, event_key=event_key)

    return announcement


def _announces_first(original: Any) -> Any:
    async def work(self: Any, job: Any) -> Any:
        decision, ticket = await self._decide(job)
        self._announce(job, decision)
        await asyncio.sleep(1.0)
        await self._apply(job, decision, ticket)
        outcome: Any = original.__globals__["Outcome"]
        return outcome(decision.review, original.__globals__["_totals"](decision))

    return work


def _takes_silence_for_yes(original: Any) -> Any:
    async def write(self: Any, ticket_id: str, stamp: str, body: Any, key: str, tag: str) -> bool:
        try:
            await self._put(ticket_id, body, key)
        except original.__globals__["OutcomeUnknown"]:
            return True
        return True

    return write


MISTAKES = (
    Mistake(
        "repeats-what-is-not-idempotent",
        "a post whose answer was lost was not made",
        {"outbound.retry:RetryPolicy._obstacle": _believes_that_all_is_idempotent},
        "no-duplicate-effect",
        "answers-lost",
        7,
    ),
    Mistake(
        "swallowed-exception",
        "it is logged, and life goes on",
        {"inbound.worker:WorkerPool._fail": _acknowledges_failures},
        "no-lost-event",
        "ai-overloaded",
        21,
    ),
    Mistake(
        "done-before-it-is-done",
        "the post will work",
        {"pipeline.announce:Announcer._post": _every_fifth},
        "no-lost-event",
        "calm",
        10,
    ),
    Mistake(
        "key-per-delivery",
        "every delivery is something new",
        {"pipeline.announce:Announcer._post": _key_with_the_delivery},
        "idempotency-key-stable",
        "worker-killed",
        42,
    ),
    Mistake(
        "forgets-what-is-in-doubt",
        "a new delivery starts from the beginning",
        {"inbound.steps:Steps.begin": _never_in_doubt, "systems.slack.client:SlackChat._look_again": _does_not_look},
        "no-duplicate-effect",
        "answers-lost",
        7,
    ),
    Mistake(
        "key-per-attempt",
        "a key must be unique",
        {"systems.slack.client:SlackChat._post_and_look": _key_with_the_attempt},
        "idempotency-key-stable",
        "answers-lost",
        7,
    ),
    Mistake(
        "key-of-the-team",
        "a key says what it is about",
        {"pipeline.announce:announcement": _key_of_the_team},
        "idempotency-key-stable",
        "calm",
        10,
    ),
    Mistake(
        "announces-before-it-is-done",
        "the team likes to know early",
        {"pipeline.flow:Triage.__call__": _announces_first},
        "outbox-atomicity",
        "calm",
        10,
    ),
    Mistake(
        "silence-is-consent",
        "no error came, so it worked",
        {"systems.zendesk.client:ZendeskHelpdesk._write": _takes_silence_for_yes},
        "indeterminate-resolved",
        "answers-lost",
        7,
    ),
)
