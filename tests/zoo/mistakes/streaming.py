"""Mistakes of a consumer of a stream."""

from __future__ import annotations

from typing import Any

from ..mistake import Mistake

SCENARIO = "sentiment-stream"
CONSUMER = "patterns.sentiment_stream.consumer:Consumer"


def _drops_what_is_late(original: Any) -> Any:
    async def take(self: Any, entry: Any, progress: Any) -> None:
        if not progress.is_late(entry.occurred_at, self._windowing):
            await original(self, entry, progress)

    return take


def _commits_first(original: Any) -> Any:
    async def read(self: Any) -> bool:
        room = self._settings.in_flight_max - self._store.queue().depth
        entries = await self._log.read(self.progress.position, room) if room > 0 else []
        progress = self.progress
        for entry in entries:
            progress = progress.after(entry.position, entry.occurred_at, self._windowing)
        if entries:
            await self._save(progress)
        for entry in entries:
            await self._clock.sleep(0.5)
            await self._take(entry, self.progress)
        self._jobs_wake.set()
        return bool(entries)

    return read


def _owes_nothing(original: Any) -> Any:
    async def owed(self: Any) -> int:
        return 0

    return owed


def _pauses_alike(original: Any) -> Any:
    def backoff_seconds(self: Any, attempt: int, random: Any) -> float:
        return 1.0

    return backoff_seconds


MISTAKES = (
    Mistake(
        "late-events-dropped",
        "nobody looks at a window that is closed",
        {f"{CONSUMER}._take": _drops_what_is_late},
        "no-lost-event",
        "calm",
        14,
        scenario=SCENARIO,
    ),
    Mistake(
        "offset-committed-early",
        "then nothing is read twice",
        {f"{CONSUMER}._read": _commits_first},
        "acknowledged-means-durable",
        "killed",
        14,
        scenario=SCENARIO,
    ),
    Mistake(
        "buffer-without-end",
        "the producers must not wait for us",
        {f"{CONSUMER}.owed": _owes_nothing},
        "bounded-queue",
        "ai-slower-than-the-stream",
        52,
        scenario=SCENARIO,
    ),
    Mistake(
        "pauses-alike",
        "a second is a good pause",
        {"outbound.retry:RetrySettings.backoff_seconds": _pauses_alike},
        "backoff-shape",
        "ai-flaky",
        28,
        scenario=SCENARIO,
    ),
)
