"""What was given up: to be read, and to be tried again."""

from __future__ import annotations

from ..clock import Clock
from .job import TRANSITIONS, DeadLetter
from .records import letter_of
from .sessions import QueueDatabase

_REPLAY = """
UPDATE jobs SET state = :after, available_at = :now, life_began_at = :now, ended_at = :now, receives = :receives,
    replays = replays + 1
WHERE key = :key AND state = :before
"""
_PROBE = """
UPDATE jobs SET state = :after, available_at = :now, life_began_at = :now, ended_at = :now, receives = :receives,
    probes = probes + 1
WHERE key = :key AND state = :before
"""


class DeadLetters:
    """The dead letters of a store."""

    def __init__(self, database: QueueDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def listed(self, limit: int = 100) -> list[DeadLetter]:
        """Return the dead letters, the oldest first."""
        query = "SELECT * FROM jobs WHERE state = 'dead' ORDER BY ended_at, sequence LIMIT ?"
        return [letter_of(row) for row in self._database.run(query, (limit,))]

    def to_replay(self, system: str, *, before: float, replays_max: int, limit: int) -> list[DeadLetter]:
        """Return letters that died of ``system`` before a time, those replayed least first.

        One that died in the future died before the clock was set back.
        """
        return [
            letter_of(row)
            for row in self._database.run(
                "SELECT * FROM jobs WHERE state = 'dead' AND error_transient AND error_system = ? "
                "AND replays < ? AND (ended_at < ? OR ended_at > ?) ORDER BY replays, ended_at LIMIT ?",
                (system, replays_max, before, self._clock.now(), limit),
            )
        ]

    def to_probe(self, system: str, *, probes_max: int) -> DeadLetter | None:
        """Return the letter that died of ``system`` and has served as a probe least often."""
        rows = self._database.run(
            "SELECT * FROM jobs WHERE state = 'dead' AND error_transient AND error_system = ? "
            "AND probes < ? ORDER BY probes, ended_at LIMIT 1",
            (system, probes_max),
        )
        return letter_of(rows[0]) if rows else None

    def replay(self, key: str) -> bool:
        """Start a new life of a dead letter, at once; return ``False`` when there is none with this key."""
        return self._revive(_REPLAY, key, 0)

    def probe(self, key: str, receives: int) -> bool:
        """Deliver a dead letter once more, as if it had been received ``receives`` times already."""
        return self._revive(_PROBE, key, receives)

    def _revive(self, statement: str, key: str, receives: int) -> bool:
        before, after = TRANSITIONS["replayed"]
        now = self._clock.now()
        values = {"before": before, "after": after, "key": key, "now": now, "receives": receives}
        with self._database.transaction() as connection:
            return connection.execute(statement, values).rowcount == 1
