"""What the service tells of itself: how much waits, since when, how long receipts take, and who is ailing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...audit import AuditKind
from ...clock import Clock
from ...errors import TransientError
from ...outbound.breaker import Breaker
from ...ports.broker import Broker, Topic
from ...trail import Trail
from .ingress import shown
from .latency import Latencies
from .ledger import Ledger
from .states import State

LETTERS_SHOWN = 100
WATCH_SECONDS = 60.0


class Status:
    """Puts ``/status`` together, and watches depth and age.

    Args:
        ledger: counts, ages and dead letters.
        broker, topics: how full they are.
        breakers: by role.
        latencies: how long receipts took.
        clock: for ages.
        trail: told when the oldest receipt gets too old, and when that is over.
        alarm_age_seconds: how old that is.
    """

    def __init__(
        self,
        ledger: Ledger,
        broker: Broker,
        topics: Sequence[Topic],
        breakers: Mapping[str, Breaker],
        latencies: Latencies,
        *,
        clock: Clock,
        trail: Trail,
        alarm_age_seconds: float,
    ) -> None:
        self._ledger = ledger
        self._broker = broker
        self._topics = topics
        self._breakers = breakers
        self._latencies = latencies
        self._clock = clock
        self._trail = trail
        self._alarm_age_seconds = alarm_age_seconds
        self._alarmed = False

    async def __call__(self) -> Mapping[str, object]:
        """Return the status."""
        held = await self._ledger.in_state(State.WAITING, State.DEAD, limit=LETTERS_SHOWN)
        return {
            "receipts": await self._ledger.counts(),
            "depth": await self._ledger.depth(),
            "oldest_age_seconds": await self.oldest_age_seconds(),
            "latency_seconds": self._latencies.percentiles(),
            "topics": {topic.name: (await self._broker.depth(topic.name)).model_dump() for topic in self._topics},
            "dead_letters": [shown(entry) for entry in held],
            "breakers": {role: breaker.state.value for role, breaker in self._breakers.items()},
        }

    async def oldest_age_seconds(self) -> float:
        """Return the age of the oldest unsettled receipt, 0 without any."""
        oldest = await self._ledger.oldest_accepted_at()
        return 0.0 if oldest is None else self._clock.now() - oldest

    async def watch(self) -> None:
        """Look at the age every minute, until cancelled; say so when it crosses the alarm."""
        while True:
            await self._clock.sleep(WATCH_SECONDS)
            try:
                await self.look()
            except TransientError as error:
                self._trail.note(AuditKind.DEGRADED, "watch", reason=error.message)

    async def look(self) -> None:
        """Compare the age of the oldest receipt with the alarm."""
        age_seconds = await self.oldest_age_seconds()
        alarming = age_seconds > self._alarm_age_seconds
        if alarming != self._alarmed:
            self._alarmed = alarming
            depth = await self._ledger.depth()
            self._trail.note(
                AuditKind.DEGRADED, "queue", what="age", alarm=alarming, age_seconds=age_seconds, depth=depth
            )
