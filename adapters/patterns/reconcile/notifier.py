"""The fast way: announces a ticket when it is delivered, once and without a queue; what fails is reconciled later."""

from __future__ import annotations

import asyncio

from ...audit import AuditKind
from ...clock import Clock
from ...errors import IntegrationError
from ...masking import mask
from ...outbound.correlation import correlation
from ...outbound.deadline import deadline
from ...pipeline.budget import cancel
from ...trail import Trail
from .repair import Repairer
from .settings import Settings
from .settled import Settled


class Notifier:
    """Announces tickets in the background.

    Nothing is kept: the ticket is in the help desk, and the reconciliation finds what was not announced.

    Args:
        repairer: announces.
        settings: how long, and how many at once.
        busy: the tickets that are being announced.
        settled: gets those that are, in both systems.
        clock: for the deadline.
        trail: where failures are noted.
    """

    def __init__(
        self,
        repairer: Repairer,
        settings: Settings,
        *,
        busy: set[str],
        settled: Settled,
        clock: Clock,
        trail: Trail,
    ) -> None:
        self._repairer = repairer
        self._settings = settings
        self._busy = busy
        self._settled = settled
        self._clock = clock
        self._trail = trail
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def notify(self, ticket_id: str) -> bool:
        """Begin to announce a ticket; return ``False`` when it is left to the reconciliation or under way."""
        if ticket_id in self._busy or len(self._tasks) >= self._settings.notified_at_once_max:
            return False
        self._busy.add(ticket_id)
        self._tasks[ticket_id] = asyncio.create_task(self._notify(ticket_id), name=f"notify:{ticket_id}")
        return True

    async def stop(self) -> None:
        """Leave what is under way to the reconciliation."""
        await cancel(*self._tasks.values())

    async def _notify(self, ticket_id: str) -> None:
        id = f"notify:{ticket_id}"
        try:
            with correlation(id), deadline(self._clock, self._settings.notify_seconds):
                await self._repairer.announce(ticket_id)
        except IntegrationError as error:
            reason = f"{type(error).__name__}: {mask(error.message)}"
            self._trail.note(AuditKind.DEGRADED, id, system=error.system, reason=reason)
        else:
            self._settled.add(ticket_id)
            self._trail.note(AuditKind.ANNOUNCED, id)
        finally:
            self._busy.discard(ticket_id)
            del self._tasks[ticket_id]
