"""The ledger of receipts: what was accepted, where it is, and what became of it.

It is the outbox before the broker: a receipt counts as accepted once it stands here, and whatever the broker loses is
handed to it again. It is also what makes posting happen once: a bill stands here before it is first posted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from ...clock import Clock
from ...errors import Conflict
from ...stores.database import Database, Row
from ...stores.errors import QueueFull
from .records import Receipt
from .states import OPEN, RECEIPTS, REVIEWS, TRANSITIONS, State

_OPEN_STATES = ", ".join(f"'{state}'" for state in OPEN)
SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS receipts (
        sequence {numbered},
        id TEXT NOT NULL UNIQUE,
        sender TEXT NOT NULL,
        digest TEXT NOT NULL,
        receipt TEXT NOT NULL,
        stage TEXT NOT NULL,
        content TEXT NOT NULL,
        state TEXT NOT NULL,
        system TEXT,
        reason TEXT,
        bill TEXT,
        bill_id TEXT,
        replayed INTEGER NOT NULL DEFAULT 0,
        probes INTEGER NOT NULL DEFAULT 0,
        accepted_at DOUBLE PRECISION NOT NULL,
        settled_at DOUBLE PRECISION
    )
    """,
    "CREATE INDEX IF NOT EXISTS receipts_to_hand ON receipts (sequence) WHERE state = 'accepted'",
    "CREATE INDEX IF NOT EXISTS receipts_waiting ON receipts (system, sequence) WHERE state = 'waiting'",
    "CREATE INDEX IF NOT EXISTS receipts_waiting_in_turn ON receipts (sender, sequence) WHERE state = 'waiting'",
    f"CREATE INDEX IF NOT EXISTS receipts_open ON receipts (sender, sequence) WHERE state IN ({_OPEN_STATES})",
    f"CREATE INDEX IF NOT EXISTS receipts_age ON receipts (accepted_at) WHERE state IN ({_OPEN_STATES})",
)
_ACCEPT = """
INSERT INTO receipts (id, sender, digest, receipt, stage, content, state, accepted_at)
VALUES (:id, :sender, :digest, :content, :stage, :content, 'accepted', :now) ON CONFLICT DO NOTHING RETURNING id
"""
_EARLIER = f"""
SELECT id FROM receipts WHERE sender = :sender AND sequence < :sequence AND stage <> '{REVIEWS}'
AND state IN ({_OPEN_STATES}) LIMIT 1
"""  # noqa: S608 - our own words
_HELD = "SELECT id, sender, stage, system, reason, probes FROM receipts WHERE state = 'waiting' AND system = :system"
_EARLIER_HELD = (
    "SELECT 1 FROM receipts AS earlier WHERE earlier.sender = receipts.sender AND earlier.state = 'waiting' "
    "AND earlier.sequence < receipts.sequence"
)
_IN_TURN = f"{_HELD} AND NOT EXISTS ({_EARLIER_HELD} AND earlier.system <> :system) ORDER BY sequence LIMIT :limit"
_SCOUT = f"{_HELD} AND NOT EXISTS ({_EARLIER_HELD}) ORDER BY probes, sequence LIMIT 1"
_CHANGES: Mapping[str, str] = {
    "handed": "system = NULL",
    "advanced": "stage = :stage, content = :content",
    "parked": "system = :system, reason = :reason, replayed = 0",
    "buried": "system = NULL, reason = :reason, replayed = 0",
    "replayed": "replayed = 1, probes = probes + :probes",
    "recovered": "replayed = 0",
    "posted": "bill_id = :bill_id, reason = NULL, settled_at = :now",
    "reviewed": "reason = :reason, settled_at = :now",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A receipt as the ledger holds it; ``sequence`` tells the order of acceptance."""

    sequence: int
    id: str
    sender: str
    receipt: str
    stage: str
    content: str
    state: State
    system: str | None
    reason: str | None
    bill: str | None
    bill_id: str | None
    replayed: bool
    probes: int
    accepted_at: float
    settled_at: float | None


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """A receipt that waits for a system."""

    id: str
    sender: str
    stage: str
    system: str
    reason: str | None
    probes: int


class Ledger:
    """The receipts in a database, which everybody who works on them shares.

    Every method raises ``StoreUnavailable`` when the database fails; nothing is written then.

    Args:
        database: where the table is.
        clock: seconds since the epoch.
        depth_max: unsettled receipts beyond which none is accepted.
    """

    def __init__(self, database: Database, clock: Clock, depth_max: int) -> None:
        self._database = database
        self._clock = clock
        self._depth_max = depth_max

    async def prepare(self) -> None:
        """Make the table where there is none."""
        await self._database.create(SCHEMA)

    async def accept(self, receipt: Receipt) -> bool:
        """Take a receipt over; ``False`` when it is known.

        Raises:
            QueueFull: too much is unsettled; nothing was written.
            Conflict: the id belongs to another receipt.
        """
        content = receipt.model_dump_json()
        digest = hashlib.sha256(content.encode()).hexdigest()
        known = await self._database.run("SELECT digest FROM receipts WHERE id = :id", {"id": receipt.id})
        if not known:
            await self._refuse_when_full()
            values = {"id": receipt.id, "sender": receipt.sender, "digest": digest, "content": content}
            if await self._database.run(_ACCEPT, {**values, "stage": RECEIPTS, "now": self._clock.now()}):
                return True
            known = await self._database.run("SELECT digest FROM receipts WHERE id = :id", {"id": receipt.id})
        if known[0]["digest"] != digest:
            raise Conflict(f"{receipt.id} is the id of another receipt")
        return False

    async def _refuse_when_full(self) -> None:
        depth = await self.depth()
        if depth >= self._depth_max:
            raise QueueFull(f"{depth} receipts are unsettled; {self._depth_max} can be")

    async def depth(self) -> int:
        """Return how many receipts are unsettled."""
        rows = await self._database.run(f"SELECT count(*) AS n FROM receipts WHERE state IN ({_OPEN_STATES})", {})  # noqa: S608 - our own words
        return int(rows[0]["n"])

    async def find(self, id: str) -> Entry | None:
        """Return a receipt."""
        rows = await self._database.run("SELECT * FROM receipts WHERE id = :id", {"id": id})
        return _entry(rows[0]) if rows else None

    async def move(self, id: str, transition: str, **values: object) -> bool:
        """Change the state of a receipt; ``False`` when it is not in a state that allows this.

        Args:
            id: the receipt.
            transition: one of ``TRANSITIONS``.
            values: what it notes down: ``stage`` and ``content``, ``system``, ``reason``, ``bill_id``, ``probes``.
        """
        before, after = TRANSITIONS[transition]
        states = ", ".join(f"'{state}'" for state in before)
        changes = _CHANGES[transition]
        statement = f"UPDATE receipts SET state = :after, {changes} WHERE id = :id AND state IN ({states}) RETURNING id"  # noqa: S608 - our own words
        given = {"id": id, "after": after.value, "now": self._clock.now(), **values}
        used = {name: value for name, value in given.items() if f":{name}" in statement}
        return bool(await self._database.run(statement, used))

    async def begin_posting(self, id: str, bill: str) -> None:
        """Write down the bill that is about to be posted for the first time."""
        await self._database.run("UPDATE receipts SET bill = :bill WHERE id = :id", {"id": id, "bill": bill})

    async def withdraw_posting(self, id: str) -> None:
        """Forget the bill that was about to be posted, because it is certain that it was not."""
        await self._database.run("UPDATE receipts SET bill = NULL WHERE id = :id", {"id": id})

    async def earlier_open(self, entry: Entry) -> bool:
        """Return whether an earlier receipt of the same sender is still on its way to the ERP."""
        values = {"sender": entry.sender, "sequence": entry.sequence}
        return bool(await self._database.run(_EARLIER, values))

    async def in_state(self, *states: State, limit: int = 10_000) -> list[Entry]:
        """Return the receipts in these states, in the order of acceptance."""
        names = ", ".join(f"'{state}'" for state in states)
        query = f"SELECT * FROM receipts WHERE state IN ({names}) ORDER BY sequence LIMIT :limit"  # noqa: S608 - our own words
        return [_entry(row) for row in await self._database.run(query, {"limit": limit})]

    async def waits_for(self, system: str) -> bool:
        """Return whether a receipt waits until ``system`` has recovered."""
        query = "SELECT id FROM receipts WHERE state = 'waiting' AND system = :system LIMIT 1"
        return bool(await self._database.run(query, {"system": system}))

    async def systems_waited_for(self) -> list[str]:
        """Return the systems for which receipts wait."""
        query = "SELECT DISTINCT system FROM receipts WHERE state = 'waiting' ORDER BY system"
        return [row["system"] for row in await self._database.run(query, {})]

    async def held_in_turn(self, system: str, limit: int) -> list[HeldEntry]:
        """Return receipts that wait for ``system`` and for no earlier one of their sender, the first accepted first."""
        rows = await self._database.run(_IN_TURN, {"system": system, "limit": limit})
        return [HeldEntry(**row) for row in rows]

    async def scout(self, system: str) -> HeldEntry | None:
        """Return the receipt to find out with whether ``system`` is well: the first of its sender."""
        rows = await self._database.run(_SCOUT, {"system": system})
        return HeldEntry(**rows[0]) if rows else None

    async def counts(self) -> dict[str, int]:
        """Return how many receipts are in each state."""
        rows = await self._database.run("SELECT state, count(*) AS n FROM receipts GROUP BY state", {})
        found = {str(row["state"]): int(row["n"]) for row in rows}
        return {state.value: found.get(state.value, 0) for state in State}

    async def oldest_accepted_at(self) -> float | None:
        """Return when the oldest unsettled receipt was accepted, in seconds since the epoch."""
        query = f"SELECT min(accepted_at) AS oldest FROM receipts WHERE state IN ({_OPEN_STATES})"  # noqa: S608 - our own words
        oldest = (await self._database.run(query, {}))[0]["oldest"]
        return None if oldest is None else float(oldest)


def _entry(row: Row) -> Entry:
    fields = {name: row[name] for name in Entry.__slots__}
    return Entry(**{**fields, "state": State(row["state"]), "replayed": bool(row["replayed"])})
