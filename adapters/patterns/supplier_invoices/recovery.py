"""Brings held receipts back when their system has recovered, and asks now and then whether it has."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from ...audit import AuditKind
from ...clock import Clock
from ...errors import TransientError
from ...masking import mask
from ...outbound.breaker import Breaker, BreakerState
from ...ports.broker import Broker, Selection
from ...trail import Trail
from ...wake import Wake
from .ledger import HeldEntry, Ledger
from .states import State

PAUSE_SECONDS = 1.0
"""Between two batches."""
PROBE_SECONDS = 30.0
"""Before the second probe of an outage; the pause doubles from there."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How eagerly held receipts come back: so many per second, and a probe at least every ``probe_seconds``."""

    per_second: int
    probe_seconds: float


class Recovery:
    """Replays held receipts in the order of acceptance.

    While the breaker of a system is closed, what waits for it comes back. While it is not, single receipts are sent
    ahead, each the first of its sender, to find out; so that no receipt is passed by a later one of its sender.

    Args:
        ledger: knows who waits.
        broker: has the dead letters.
        breakers: by the name of the system.
        pace: see there.
        clock, trail: time, and where replays are noted.
        look_seconds: see ``Wake``.
    """

    def __init__(
        self,
        ledger: Ledger,
        broker: Broker,
        breakers: Mapping[str, Breaker],
        pace: Pace,
        *,
        clock: Clock,
        trail: Trail,
        look_seconds: float | None = None,
    ) -> None:
        self._ledger = ledger
        self._broker = broker
        self._breakers = breakers
        self._pace = pace
        self._clock = clock
        self._trail = trail
        self._next_batch_at = float("-inf")
        self._next_probe_at: dict[str, float] = {}
        self._probes: dict[str, int] = {}
        self.wake = Wake(look_seconds)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work, on the running event loop."""
        for breaker in self._breakers.values():
            breaker.subscribe(lambda _: self.wake.set())
        self._task = asyncio.create_task(self._run(), name="recovery")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def alive(self) -> bool:
        """Whether held receipts come back."""
        return self._task is not None and not self._task.done()

    async def bring_back(self, id: str) -> bool:
        """Replay one dead letter at a person's word, whatever it died of; return whether there was one."""
        entry = await self._ledger.find(id)
        if entry is None or entry.state not in (State.WAITING, State.DEAD):
            return False
        return await self._bring_back(entry.id, entry.stage)

    async def _run(self) -> None:
        while True:
            await self.wake.wait(await self._turn())

    async def _turn(self) -> float | None:
        """Bring back what may come back now; return in how many seconds to look again."""
        try:
            waits = [await self._look(system) for system in await self._ledger.systems_waited_for()]
        except TransientError as error:
            self._trail.note(AuditKind.DEGRADED, "recovery", reason=mask(error.message))
            return PAUSE_SECONDS
        return min((seconds for seconds in waits if seconds is not None), default=None)

    async def _look(self, system: str) -> float | None:
        breaker = self._breakers.get(system)
        if breaker is None or breaker.state is BreakerState.CLOSED:
            self._probes[system] = 0
            return await self._drain(system)
        return await self._probe(system, breaker)

    async def _drain(self, system: str) -> float | None:
        """Bring a batch back; return in how many seconds the next one may come, if there is one."""
        now = self._clock.steady()
        if now < self._next_batch_at:
            return self._next_batch_at - now
        held = await self._ledger.held_in_turn(system, self._pace.per_second)
        if not held:
            return None
        self._next_batch_at = now + PAUSE_SECONDS
        for entry in held:
            await self._replay(entry, probe=False)
        return PAUSE_SECONDS

    async def _probe(self, system: str, breaker: Breaker) -> float:
        """Send one receipt ahead when it is time; return in how many seconds the next one may go."""
        now = self._clock.steady()
        wait_seconds = max(self._next_probe_at.get(system, now) - now, breaker.wait_seconds())
        if wait_seconds > 0.0:
            return wait_seconds
        scout = await self._ledger.scout(system)
        if scout is not None:
            await self._replay(scout, probe=True)
        tries = self._probes.get(system, 0)
        self._probes[system] = tries + 1
        pause_seconds = min(self._pace.probe_seconds, PROBE_SECONDS * 2.0**tries)
        self._next_probe_at[system] = now + pause_seconds
        return pause_seconds

    async def _replay(self, entry: HeldEntry, *, probe: bool) -> None:
        if await self._bring_back(entry.id, entry.stage, probe=probe):
            self._trail.note(AuditKind.REPLAYED, entry.id, system=entry.system, probe=probe)
        else:
            await self._ledger.move(entry.id, "parked", system=entry.system, reason=entry.reason)

    async def _bring_back(self, id: str, stage: str, *, probe: bool = False) -> bool:
        """Return whether the receipt is on its way; it is not while the broker has still to make it a dead letter."""
        if not await self._ledger.move(id, "replayed", probes=int(probe)):
            return True
        return bool(await self._broker.replay(stage, Selection(ids=frozenset((id,)))))
