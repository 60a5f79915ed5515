"""Mistakes of a reconciliation of two systems, and of the exchange of a spoke."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..mistake import Mistake, nothing

RECONCILE = "reconcile"
SWAP = "spoke-swap"
PATTERN = "patterns.reconcile"


def _says_it_without_looking(original: Any) -> Any:
    async def say(self: Any, ticket: Any) -> None:
        message = original.__globals__["message_for"](ticket, self._channel)
        posted = await self._chat.post(message)
        await self._note(ticket.id, posted.id)

    return say


def _moves_on_in_any_case(original: Any) -> Any:
    async def run(self: Any, name: str, since: float | None) -> Any:
        report = await original(self, name, since)
        if report.postponed:
            position = await self._checkpoints.load("tickets")
            await self._checkpoints.save("tickets", f"{self._clock.now():.6f}", after=position)
        return report

    return run


def _overlaps_nothing(original: Any) -> Any:
    def since(self: Any, position: Any) -> float:
        return float(self._clock.now() - 100.0 if position is None else position.position)

    return since


def _compares_one_side(original: Any) -> Any:
    def compare(tickets: Any, announcements: Any) -> Any:
        return tuple(found for found in original(tickets, announcements) if found.kind.value != "unmarked")

    return compare


def _swallows_what_fails(original: Any) -> Any:
    def fail(self: Any, job: Any, *why: Any) -> None:
        self._store.acknowledge(job)

    return fail


def _keeps_the_queue_in_memory(original: Any) -> Any:
    def open_store(self: Any) -> Any:
        self._settings = self._settings.model_copy(update={"store_path": ":memory:"})
        return original(self)

    return open_store


def _forgets_retry_after(original: Any) -> Any:
    async def dismiss(self: Any, response: Any, verdict: Any) -> Any:
        failure = await original(self, response, verdict)
        return dataclasses.replace(failure, retry_after_seconds=None)

    return dismiss


MISTAKES = (
    Mistake(
        "announced-without-looking",
        "a ticket is delivered once",
        {f"{PATTERN}.repair:Repairer._say": _says_it_without_looking},
        "no-duplicate-effect",
        "duplicate-and-reordered-deliveries",
        24,
        scenario=RECONCILE,
    ),
    Mistake(
        "position-moved-past-what-was-postponed",
        "the next run takes care of it",
        {f"{PATTERN}.reconciliation:Reconciliation._run": _moves_on_in_any_case},
        "no-lost-event",
        "half-done",
        8,
        scenario=RECONCILE,
    ),
    Mistake(
        "one-side-compared",
        "what the chat has is right",
        {f"{PATTERN}.reconciliation:compare": _compares_one_side},
        "no-lost-event",
        "half-done",
        8,
        scenario=RECONCILE,
    ),
    Mistake(
        "no-overlap",
        "nothing comes late",
        {f"{PATTERN}.reconciliation:Reconciliation._since": _overlaps_nothing},
        "no-lost-event",
        "killed",
        24,
        scenario=RECONCILE,
    ),
    Mistake(
        "spoke-failure-swallowed",
        "the other vendor will do it",
        {"inbound.worker:WorkerPool._fail": _swallows_what_fails},
        "no-lost-event",
        "swapped-in-an-outage",
        18,
        scenario=SWAP,
    ),
    Mistake(
        "queue-gone-with-the-instance",
        "the old instance works off what it has",
        {"pipeline.assembly:Works._open_store": _keeps_the_queue_in_memory},
        "no-lost-event",
        "swapped-under-load",
        21,
        scenario=SWAP,
    ),
    Mistake(
        "second-vendor-not-waited-for",
        "a retry is a retry",
        {"outbound.retry:RetryPolicy._dismiss": _forgets_retry_after, "outbound.ratelimit:Limiter._pause": nothing},
        "retry-after-honoured",
        "swapped-in-an-outage",
        18,
        scenario=SWAP,
    ),
)
