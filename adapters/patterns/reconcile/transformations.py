"""The transformation log: what was changed, by which rule, with before and after, every secret masked."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ...clock import Clock
from ...masking import mask
from ...stores.database import Database
from .comparison import Discrepancy, Kind
from .records import TicketState
from .repair import RULES

_TABLE = """
CREATE TABLE IF NOT EXISTS transformations (
    number {numbered},
    at DOUBLE PRECISION NOT NULL,
    run TEXT NOT NULL,
    correlation TEXT NOT NULL,
    ticket TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    after TEXT
)
"""
_ADD = """
INSERT INTO transformations (at, run, correlation, ticket, kind, rule, state, reason, before, after)
VALUES (:at, :run, :correlation, :ticket, :kind, :rule, :state, :reason, :before, :after) RETURNING number
"""
_FAILURES = """
SELECT count(*) AS failures FROM transformations WHERE ticket = :ticket AND kind = :kind AND state = 'failed'
"""
_LATEST = "SELECT * FROM transformations ORDER BY number DESC LIMIT :limit"
RESOLVED, FAILED = "resolved", "failed"


class Transformations:
    """The log, in a table of its own.

    Args:
        database: where it is kept.
        clock: when something was entered.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def prepare(self) -> None:
        """Make the table where it is missing."""
        await self._database.create((_TABLE,))

    async def enter(self, run: str, correlation: str, found: Discrepancy, failure: str | None = None) -> None:
        """Enter one discrepancy: resolved, or with the reason why it is not.

        Raises:
            StoreUnavailable: it could not be written; so do the other methods.
        """
        after = None if failure is not None else _text(_after(found))
        values = {"at": self._clock.now(), "run": run, "correlation": correlation, "ticket": found.ticket.id}
        told = {"kind": found.kind.value, "rule": RULES[found.kind].name, "before": _text(_before(found))}
        state = {"state": RESOLVED if failure is None else FAILED, "reason": failure and mask(failure), "after": after}
        await self._database.run(_ADD, {**values, **told, **state})

    async def failures(self, found: Discrepancy) -> int:
        """Return how often a discrepancy could not be resolved for a reason that does not pass."""
        values = {"ticket": found.ticket.id, "kind": found.kind.value}
        return int((await self._database.run(_FAILURES, values))[0]["failures"])

    async def latest(self, limit: int) -> list[Mapping[str, object]]:
        """Return the newest entries, the newest first."""
        return [_shown(row) for row in await self._database.run(_LATEST, {"limit": limit})]


def _before(found: Discrepancy) -> dict[str, object]:
    said = None if found.announcement is None else found.announcement.model_dump()
    return {"helpdesk": _fields(found.ticket), "chat": said}


def _after(found: Discrepancy) -> dict[str, object]:
    kept = None if found.announcement is None else found.announcement.id
    removed = found.kind in (Kind.DOUBLED, Kind.ORPHANED)
    said = {"id": kept, "ticket_id": found.ticket.id, "priority": found.ticket.priority}
    marked = found.ticket.marked or found.kind in (Kind.MISSING, Kind.UNMARKED)
    return {"helpdesk": {**_fields(found.ticket), "marked": marked}, "chat": None if removed else said}


def _fields(ticket: TicketState) -> dict[str, object]:
    return ticket.model_dump()


def _text(content: Mapping[str, object]) -> str:
    return mask(json.dumps(content, sort_keys=True))


def _shown(row: Mapping[str, object]) -> Mapping[str, object]:
    after = row["after"]
    before = json.loads(str(row["before"]))
    return {**row, "before": before, "after": None if after is None else json.loads(str(after))}
