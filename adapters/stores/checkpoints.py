"""Positions in a database, moved together with the results up to them."""

from __future__ import annotations

from collections.abc import Sequence

from ..clock import Clock
from ..errors import Conflict
from .database import Database
from .ports import Checkpoint, Result

_LOAD = "SELECT position, version FROM checkpoints WHERE name = :name"
_FIRST = """
INSERT INTO checkpoints VALUES (:name, :position, 1, :now) ON CONFLICT (name) DO NOTHING RETURNING version
"""
_NEXT = """
UPDATE checkpoints SET position = :position, version = version + 1, saved_at = :now
WHERE name = :name AND version = :version RETURNING version
"""
_RESULT = """
INSERT INTO claims (scope, key, claimed_at, lease_until, completed_at, result)
VALUES (:scope, :key, :now, :now, :now, :result)
ON CONFLICT (scope, key) DO UPDATE SET token = claims.token + 1, completed_at = :now, result = excluded.result
WHERE claims.completed_at IS NULL
"""


class SqlCheckpointStore:
    """Positions in the table ``checkpoints``; what is promised is said in ``CheckpointStore``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def load(self, name: str) -> Checkpoint | None:
        """Return a position."""
        rows = await self._database.run(_LOAD, {"name": name})
        return Checkpoint(rows[0]["position"], rows[0]["version"]) if rows else None

    async def save(
        self, name: str, position: str, *, after: Checkpoint | None, results: Sequence[Result] = ()
    ) -> Checkpoint:
        """Move a position and store results."""
        now = self._clock.now()
        values = {"name": name, "position": position, "now": now}
        async with self._database.transaction() as session:
            if after is None:
                moved = await session.run(_FIRST, values)
            else:
                moved = await session.run(_NEXT, {**values, "version": after.version})
            if not moved:
                raise Conflict(f"{name}: somebody else moved the position; load it again")
            for result in results:
                row = {"scope": result.scope, "key": result.key, "result": result.result, "now": now}
                await session.run(_RESULT, row)
        return Checkpoint(position, moved[0]["version"])
