"""Runs: compares what changed, resolves what disagrees, and moves the position once nothing is left."""

from __future__ import annotations

from collections.abc import Iterable

from ...audit import AuditKind
from ...canonical.base import Record
from ...clock import Clock
from ...errors import IntegrationError, TransientError
from ...masking import mask
from ...outbound.correlation import correlation
from ...outbound.deadline import deadline
from ...stores.ports import Checkpoint, CheckpointStore
from ...trail import Trail
from .comparison import Discrepancy, compare
from .records import Announcements, Tickets, TicketState
from .repair import Repairer
from .settings import Settings
from .settled import Settled
from .transformations import Transformations

POSITION = "tickets"
SKEW_SECONDS = 300.0
"""How far the clocks of the two systems may differ: a ticket is announced after it was opened, or so it seems."""


class Report(Record):
    """What came of a run; ``complete`` tells that nothing that it saw is left to do."""

    run: str
    compared: int = 0
    found: int = 0
    resolved: int = 0
    postponed: int = 0
    given_up: int = 0
    complete: bool = False
    failure: str | None = None


class Reconciliation:
    """Makes runs, one after the other.

    Args:
        tickets, announcements: the two sides.
        repairer: resolves.
        transformations: the log.
        checkpoints: the position: everything that changed before it agrees, or was given up with a reason.
        settings: how far back, and how long.
        busy: tickets that somebody else is announcing right now: they are left alone, and the position stays.
        settled: tickets that are known to be in both systems; others are read singly, since a process that died, or an
            answer that was lost, left them in doubt, and an export lags.
        clock: for deadlines; positions are in the help desk's own time.
        trail: where runs and what was given up are noted.
    """

    def __init__(
        self,
        tickets: Tickets,
        announcements: Announcements,
        repairer: Repairer,
        transformations: Transformations,
        checkpoints: CheckpointStore,
        settings: Settings,
        *,
        busy: set[str],
        settled: Settled,
        clock: Clock,
        trail: Trail,
    ) -> None:
        self._tickets = tickets
        self._announcements = announcements
        self._repairer = repairer
        self._transformations = transformations
        self._checkpoints = checkpoints
        self._settings = settings
        self._busy = busy
        self._settled = settled
        self._clock = clock
        self._trail = trail

    async def run(self, name: str, since: float | None = None) -> Report:
        """Make one run.

        Args:
            name: of the run, for the log; fit for a correlation id.
            since: where to begin, in seconds since the epoch; ``None`` for the position of the last complete run.
        """
        try:
            with correlation(name), deadline(self._clock, self._settings.run_seconds):
                report = await self._run(name, since)
        except IntegrationError as error:
            failure = f"{type(error).__name__}: {mask(error.message)}"
            self._trail.note(AuditKind.DEGRADED, name, system=error.system, reason=failure)
            return Report(run=name, failure=failure)
        counts = report.model_dump(exclude={"run", "failure"})
        self._trail.note(AuditKind.ACKNOWLEDGED, name, **counts)
        return report

    async def _run(self, name: str, since: float | None) -> Report:
        position, began_at = await self._checkpoints.load(POSITION), await self._tickets.time()
        first = began_at - self._settings.first_seconds if position is None else self._since(position)
        exported = await self._tickets.changed_since(first if since is None else since)
        tickets = [await self._confirmed(ticket) for ticket in exported]
        discrepancies = await self._discrepancies(tickets)
        report = Report(run=name, compared=len(tickets), found=len(discrepancies))
        for discrepancy in discrepancies:
            fate = await self._settle(name, discrepancy)
            report = report.model_copy(update={fate: getattr(report, fate) + 1})
        if report.postponed:
            return report
        self._settle_all(tickets, discrepancies)
        if since is None:
            await self._checkpoints.save(POSITION, f"{began_at:.6f}", after=position)
        return report.model_copy(update={"complete": True})

    def _since(self, position: Checkpoint) -> float:
        return float(position.position) - self._settings.overlap_seconds

    async def _confirmed(self, ticket: TicketState) -> TicketState:
        if ticket.id in self._settled or ticket.id in self._busy:
            return ticket
        with correlation(f"reconcile:{ticket.id}"):
            return await self._tickets.state(ticket.id)

    def _settle_all(self, tickets: Iterable[TicketState], discrepancies: Iterable[Discrepancy]) -> None:
        disputed = {found.ticket.id for found in discrepancies}
        for ticket in tickets:
            if ticket.id not in disputed:
                self._settled.add(ticket.id)

    async def _discrepancies(self, tickets: Iterable[TicketState]) -> tuple[Discrepancy, ...]:
        known = sorted(tickets, key=lambda ticket: ticket.opened_at)
        if not known:
            return ()
        said = await self._announcements.said_since(known[0].opened_at - SKEW_SECONDS)
        return compare(known, said)

    async def _settle(self, name: str, found: Discrepancy) -> str:
        """Resolve a discrepancy; return under which name of ``Report`` it counts."""
        ticket_id = found.ticket.id
        if ticket_id in self._busy:
            return "postponed"
        if await self._transformations.failures(found) >= self._settings.tries_max:
            return "given_up"
        self._busy.add(ticket_id)
        try:
            return await self._resolve(name, found)
        finally:
            self._busy.discard(ticket_id)

    async def _resolve(self, name: str, found: Discrepancy) -> str:
        id = f"reconcile:{found.ticket.id}"
        try:
            with correlation(id), deadline(self._clock, self._settings.repair_seconds):
                await self._repairer.resolve(found)
        except TransientError as error:
            self._settled.discard(found.ticket.id)
            self._trail.note(AuditKind.RETRY, id, system=error.system, reason=f"{type(error).__name__}: {error}")
            return "postponed"
        except IntegrationError as error:
            return await self._fail(name, id, found, error)
        await self._transformations.enter(name, id, found)
        self._settled.add(found.ticket.id)
        self._trail.note(AuditKind.REPLAYED, id, discrepancy=found.kind.value, run=name)
        return "resolved"

    async def _fail(self, name: str, id: str, found: Discrepancy, error: IntegrationError) -> str:
        reason = f"{type(error).__name__}: {mask(error.message)}"
        await self._transformations.enter(name, id, found, reason)
        if await self._transformations.failures(found) < self._settings.tries_max:
            return "postponed"
        self._trail.note(AuditKind.DEAD_LETTERED, id, system=error.system, reason=reason)
        return "given_up"
