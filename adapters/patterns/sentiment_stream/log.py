"""The append-only log: what was accepted, under ascending offsets, and what became known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ...clock import Clock
from ...errors import Conflict
from ...stores.checkpoints import SqlCheckpointStore
from ...stores.database import Database, Row, Session
from ...stores.errors import QueueFull
from ...stores.opening import open_database
from ...stores.sqlite import Synchronous
from .events import Event
from .windows import Tally

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS events (
        position {offset},
        id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        text TEXT NOT NULL,
        digest TEXT NOT NULL,
        occurred_at DOUBLE PRECISION NOT NULL,
        received_at DOUBLE PRECISION NOT NULL,
        window_start DOUBLE PRECISION,
        late INTEGER NOT NULL DEFAULT 0,
        sentiment TEXT,
        confidence DOUBLE PRECISION
    )
    """,
    "CREATE INDEX IF NOT EXISTS events_in_window ON events (window_start, sentiment) WHERE late = 0",
    "CREATE INDEX IF NOT EXISTS events_late ON events (position) WHERE late = 1",
    """
    CREATE TABLE IF NOT EXISTS windows (
        start DOUBLE PRECISION PRIMARY KEY,
        closed_at DOUBLE PRECISION NOT NULL,
        events INTEGER NOT NULL,
        classified INTEGER NOT NULL,
        negative INTEGER NOT NULL,
        baseline DOUBLE PRECISION,
        alert_due INTEGER NOT NULL
    )
    """,
    "CREATE TABLE IF NOT EXISTS turns (one INTEGER PRIMARY KEY, taken BIGINT NOT NULL)",
    "INSERT INTO turns VALUES (1, 0) ON CONFLICT (one) DO NOTHING",
)
_TAKE_TURN = "UPDATE turns SET taken = taken + 1"
"""Whoever else appends waits for the commit: an offset is never visible before a smaller one."""
_APPEND = """
INSERT INTO events (id, source, text, digest, occurred_at, received_at)
VALUES (:id, :source, :text, :digest, :occurred_at, :now) RETURNING position
"""
_ASSIGN = "UPDATE events SET window_start = :window_start, late = :late WHERE position = :position"
_CLASSIFIED = """
UPDATE events SET sentiment = :sentiment, confidence = :confidence WHERE position = :position AND sentiment IS NULL
"""
_OPEN = """
SELECT DISTINCT window_start FROM events
WHERE late = 0 AND window_start IS NOT NULL AND window_start NOT IN (SELECT start FROM windows) ORDER BY window_start
"""
_TALLY = """
SELECT count(*) AS events, count(sentiment) AS classified,
    coalesce(sum(CASE WHEN sentiment = 'negative' THEN 1 ELSE 0 END), 0) AS negative
FROM events WHERE late = 0 AND window_start = :start
"""
_CLOSE = """
INSERT INTO windows VALUES (:start, :now, :events, :classified, :negative, :baseline, :alert_due)
ON CONFLICT (start) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the log; times are seconds since the epoch."""

    position: int
    id: str
    source: str
    text: str
    occurred_at: float
    received_at: float
    late: bool
    sentiment: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Window:
    """A closed window; ``baseline`` is what it stood out from, when it did."""

    tally: Tally
    closed_at: float
    baseline: float | None


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a batch: how many events were new, and the last offset of those."""

    new: int
    duplicates: int
    last_position: int | None


class Log:
    """Events, windows, and the checkpoints of who reads them.

    Every method raises ``StoreUnavailable`` when the file cannot be read or written; nothing is written then.

    Args:
        database: the log's own.
        clock: seconds since the epoch.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.checkpoints = SqlCheckpointStore(database, clock)

    @classmethod
    async def open(cls, path: str, clock: Clock, *, synchronous: Synchronous = "FULL") -> Self:
        """Open the database at ``path``, with the log's tables.

        Raises:
            SchemaMismatch, StoreUnavailable: it cannot be used.
        """
        database = await open_database(path, synchronous=synchronous)
        try:
            await database.create(SCHEMA)
        except BaseException:
            await database.close()
            raise
        return cls(database, clock)

    async def append(self, events: Sequence[Event], room: int) -> Appended:
        """Append all events that are new, or none.

        Args:
            events: in the order in which they get their offsets.
            room: how many new ones can be taken.

        Raises:
            QueueFull: more of them are new.
            Conflict: an id came back with other content.
        """
        last, new = None, 0
        async with self._database.transaction() as session:
            await session.run(_TAKE_TURN, {})
            for event in events:
                if await _is_known(session, event):
                    continue
                new += 1
                if new > room:
                    raise QueueFull(f"there is room for {max(room, 0)} events")
                last = await self._insert(session, event)
        return Appended(new, len(events) - new, last)

    async def _insert(self, session: Session, event: Event) -> int:
        facts = {"id": event.id, "source": event.source, "text": event.text, "digest": event.digest}
        times = {"occurred_at": event.occurred_at.timestamp(), "now": self._clock.now()}
        position: int = (await session.run(_APPEND, {**facts, **times}))[0]["position"]
        return position

    async def head(self) -> int:
        """Return the last offset; 0 when there is none yet."""
        rows = await self._database.run("SELECT coalesce(max(position), 0) AS head FROM events", {})
        head: int = rows[0]["head"]
        return head

    async def unread(self, position: int) -> int:
        """Count the events after an offset."""
        rows = await self._database.run(
            "SELECT count(*) AS unread FROM events WHERE position > :position", {"position": position}
        )
        unread: int = rows[0]["unread"]
        return unread

    async def read(self, after: int, limit: int) -> list[Entry]:
        """Return up to ``limit`` events after an offset, in order."""
        query = "SELECT * FROM events WHERE position > :after ORDER BY position LIMIT :limit"
        return [_entry(row) for row in await self._database.run(query, {"after": after, "limit": limit})]

    async def event(self, position: int) -> Entry | None:
        """Return the event at an offset, unless it is forgotten."""
        rows = await self._database.run("SELECT * FROM events WHERE position = :position", {"position": position})
        return _entry(rows[0]) if rows else None

    async def assign(self, position: int, window_start: float, *, late: bool) -> None:
        """Record which window an event belongs to, or that it came too late for it."""
        await self._database.run(
            _ASSIGN, {"position": position, "window_start": window_start, "late": 1 if late else 0}
        )

    async def classified(self, position: int, sentiment: str, confidence: float | None) -> None:
        """Record the sentiment of an event; the first one stays."""
        values = {"position": position, "sentiment": sentiment, "confidence": confidence}
        await self._database.run(_CLASSIFIED, values)

    async def open_windows(self) -> list[float]:
        """Return the beginnings of the windows that have events and are not closed, in order."""
        return [row["window_start"] for row in await self._database.run(_OPEN, {})]

    async def unclassified(self, start: float) -> list[str]:
        """Return the ids of a window's events whose sentiment is not known."""
        query = "SELECT id FROM events WHERE late = 0 AND window_start = :start AND sentiment IS NULL"
        return [row["id"] for row in await self._database.run(query, {"start": start})]

    async def tally(self, start: float) -> Tally:
        """Count a window."""
        row = (await self._database.run(_TALLY, {"start": start}))[0]
        return Tally(start, row["events"], row["classified"], row["negative"])

    async def trailing(self, start: float, limit: int) -> list[Tally]:
        """Return up to ``limit`` closed windows before a time, the last one first."""
        query = "SELECT * FROM windows WHERE start < :start ORDER BY start DESC LIMIT :limit"
        return [_tally(row) for row in await self._database.run(query, {"start": start, "limit": limit})]

    async def close_window(self, tally: Tally, baseline: float | None) -> None:
        """Close a window for good; with a ``baseline`` an alert is due."""
        counts = {"events": tally.events, "classified": tally.classified, "negative": tally.negative}
        alert_due = 0 if baseline is None else 1
        values = {"start": tally.start, "now": self._clock.now(), "baseline": baseline, "alert_due": alert_due}
        await self._database.run(_CLOSE, {**counts, **values})

    async def alerts_due(self) -> list[Window]:
        """Return the windows whose alert was not handed over."""
        return [_window(row) for row in await self._database.run("SELECT * FROM windows WHERE alert_due = 1", {})]

    async def alert_handed_over(self, start: float) -> None:
        """Record that the alert of a window is somebody else's business now."""
        await self._database.run("UPDATE windows SET alert_due = 0 WHERE start = :start", {"start": start})

    async def windows(self, limit: int) -> list[Window]:
        """Return the windows that were closed last, the last one first."""
        rows = await self._database.run("SELECT * FROM windows ORDER BY start DESC LIMIT :limit", {"limit": limit})
        return [_window(row) for row in rows]

    async def late(self, limit: int) -> tuple[int, list[Entry]]:
        """Return how many events came too late, and the last ones."""
        count = (await self._database.run("SELECT count(*) AS late FROM events WHERE late = 1", {}))[0]["late"]
        query = "SELECT * FROM events WHERE late = 1 ORDER BY position DESC LIMIT :limit"
        return count, [_entry(row) for row in await self._database.run(query, {"limit": limit})]

    async def forget(self, before: float, until_position: int) -> None:
        """Erase events and windows that are older than a time, as far as they were read."""
        values = {"before": before, "until": until_position}
        await self._database.run("DELETE FROM events WHERE received_at < :before AND position <= :until", values)
        await self._database.run("DELETE FROM windows WHERE closed_at < :before AND alert_due = 0", {"before": before})

    async def close(self) -> None:
        """Close the file; a second call does nothing."""
        await self._database.close()


async def _is_known(session: Session, event: Event) -> bool:
    rows = await session.run("SELECT digest FROM events WHERE id = :id", {"id": event.id})
    if rows and rows[0]["digest"] != event.digest:
        raise Conflict(f"event {event.id} is known with other content")
    return bool(rows)


def _entry(row: Row) -> Entry:
    return Entry(
        position=row["position"],
        id=row["id"],
        source=row["source"],
        text=row["text"],
        occurred_at=row["occurred_at"],
        received_at=row["received_at"],
        late=bool(row["late"]),
        sentiment=row["sentiment"],
        confidence=row["confidence"],
    )


def _tally(row: Row) -> Tally:
    return Tally(row["start"], row["events"], row["classified"], row["negative"])


def _window(row: Row) -> Window:
    return Window(_tally(row), row["closed_at"], row["baseline"])
