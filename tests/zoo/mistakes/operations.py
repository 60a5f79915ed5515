"""Mistakes with the life of the process, and with what it says of itself."""

from __future__ import annotations

import asyncio
from typing import Any

from ..mistake import Mistake, nothing


def _leaves_alarms_on(original: Any) -> Any:
    async def ring(self: Any, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.set()

    async def wait(self: Any, seconds: float | None) -> None:
        if seconds is not None:
            self.alarms = [*getattr(self, "alarms", ()), asyncio.create_task(ring(self, seconds + 86_400.0))]
        await original(self, seconds)

    return wait


def _says_nothing(original: Any) -> Any:
    def note(self: Any, kind: Any, key: str, **fields: Any) -> None:
        if kind.value != "dead-lettered":
            return
        original(self, kind, key, **fields)

    return note


def _buries_without_a_reason(original: Any) -> Any:
    def note(self: Any, kind: Any, key: str, **fields: Any) -> None:
        if kind.value == "dead-lettered":
            fields["reason"] = ""
        original(self, kind, key, **fields)

    return note


def _comes_back_tomorrow(original: Any) -> Any:
    def judge(self: Any, error: Exception, job: Any, now: float, random: Any) -> Any:
        verdict = original(self, error, job, now, random)
        return type(verdict)(verdict.fate, max(verdict.until, now + 6 * 3600.0))

    return judge


MISTAKES = (
    Mistake(
        "alarm-clocks-left-on",
        "a task that only sleeps costs nothing",
        {"wake:Wake.wait": _leaves_alarms_on},
        "resources-returned",
        "calm",
        10,
    ),
    Mistake(
        "silent-retries",
        "it worked in the end, so nobody has to know",
        {
            "outbound.reporter:Reporter.report": nothing,
            "trail:Trail.note": _says_nothing,
        },
        "observability",
        "unreliable",
        10,
    ),
    Mistake(
        "dead-letter-without-a-reason",
        "the queue knows why",
        {"trail:Trail.note": _buries_without_a_reason},
        "observability",
        "poison",
        10,
    ),
    Mistake(
        "comes-back-tomorrow",
        "after an outage it is best to wait a good while",
        {"inbound.policy:RetryPolicy.judge": _comes_back_tomorrow},
        "recovery-time",
        "ai-overloaded",
        21,
    ),
)
