"""When runs are made: on a schedule, and when somebody asks for one."""

from __future__ import annotations

from random import Random

from ...clock import Clock
from ...errors import Conflict
from ...stores.ports import ClaimState, IdempotencyStore
from .reconciliation import Reconciliation, Report
from .settings import Settings

JITTER = 0.2
STEP_SECONDS = 5.0
REPORTS_KEPT = 50
SCOPE = "reconciliation"
LEASE_SECONDS = 60.0
REMEMBERED_SECONDS = 86_400.0


class Schedule:
    """Makes one run at a time; rarer ones while nothing happens.

    Args:
        reconciliation: makes them.
        requests: remembers which run somebody's key asked for.
        settings: how often.
        clock, random: when.
    """

    def __init__(
        self,
        reconciliation: Reconciliation,
        requests: IdempotencyStore,
        settings: Settings,
        *,
        clock: Clock,
        random: Random,
    ) -> None:
        self._reconciliation = reconciliation
        self._requests = requests
        self._settings = settings
        self._clock = clock
        self._random = random
        self._pause_seconds = settings.every_seconds
        self._asked: list[tuple[str, float | None]] = []
        self._number = 0
        self.running: str | None = None
        self.reports: list[Report] = []

    def hurry(self) -> None:
        """Begin anew with short pauses, because something happens."""
        self._pause_seconds = self._settings.every_seconds

    async def ask(self, since: float | None, key: str | None) -> str:
        """Have a run made soon; return its name. The same ``key`` asks for the same run, for a day.

        Args:
            since: where it begins, in seconds since the epoch; ``None`` for where the last one ended.
            key: the caller's own; ``None`` for a run of its own in any case.

        Raises:
            Conflict: another request with this key is being answered.
            StoreUnavailable: the key could not be remembered.
        """
        if key is None:
            return self._plan(since)
        claim = await self._requests.claim(
            SCOPE, key, lease_seconds=LEASE_SECONDS, remembered_seconds=REMEMBERED_SECONDS
        )
        if claim.state is ClaimState.DONE and claim.result is not None:
            return claim.result
        if claim.state is ClaimState.HELD:
            raise Conflict("a request with this key is being answered")
        name = self._plan(since)
        await self._requests.complete(claim, name)
        return name

    async def run(self) -> None:
        """Make runs until cancelled, the first one at once."""
        while True:
            name, since = self._asked.pop(0) if self._asked else (self._name(), None)
            self.running = name
            report = await self._reconciliation.run(name, since)
            self.running = None
            self.reports = [*self.reports, report][-REPORTS_KEPT:]
            if report.found or not report.complete:
                self.hurry()
            await self._rest()

    def _plan(self, since: float | None) -> str:
        name = self._name()
        self._asked.append((name, since))
        return name

    def _name(self) -> str:
        self._number += 1
        return f"run-{int(self._clock.now())}-{self._number}"

    async def _rest(self) -> None:
        """Wait for the next run, in steps, since one can be asked for meanwhile; then make the pause longer."""
        began_at, planned_seconds = self._clock.steady(), self._pause_seconds
        share = 1.0 - JITTER * self._random.random()
        while not self._asked and (left := began_at + share * self._pause_seconds - self._clock.steady()) > 0:
            await self._clock.sleep(min(left, STEP_SECONDS))
        if self._pause_seconds == planned_seconds:
            self._pause_seconds = min(self._settings.every_seconds_max, 2 * planned_seconds)
