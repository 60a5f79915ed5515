"""Claims in a database."""

from __future__ import annotations

import math

from ..clock import Clock
from .database import Database, Row
from .errors import LeaseLost
from .ports import Claim, ClaimState, Outstanding

_CLAIM = """
INSERT INTO claims (scope, key, claimed_at, lease_until) VALUES (:scope, :key, :now, :until)
ON CONFLICT (scope, key) DO UPDATE SET
    token = claims.token + 1,
    tries = CASE WHEN claims.completed_at IS NULL THEN claims.tries + 1 ELSE 1 END,
    claimed_at = CASE WHEN claims.completed_at IS NULL AND claims.tries > 0
        THEN claims.claimed_at ELSE excluded.claimed_at END,
    lease_until = excluded.lease_until, completed_at = NULL, result = NULL
WHERE (claims.completed_at IS NULL AND (claims.lease_until <= :now
        OR (claims.lease_until > :longest AND claims.lease_until < :endless)))
    OR claims.completed_at <= :forgotten
RETURNING *
"""
_KEEP = """
UPDATE claims SET lease_until = :until
WHERE scope = :scope AND key = :key AND token = :token AND completed_at IS NULL RETURNING token
"""
_COMPLETE = """
UPDATE claims SET completed_at = :now, result = :result
WHERE scope = :scope AND key = :key AND token = :token AND completed_at IS NULL RETURNING token
"""
_RELEASE = """
UPDATE claims SET token = token + 1, tries = 0, lease_until = :now
WHERE scope = :scope AND key = :key AND token = :token AND completed_at IS NULL RETURNING token
"""
_REOPEN = """
UPDATE claims SET token = token + 1, tries = 1, claimed_at = :now, lease_until = :until,
    completed_at = NULL, result = NULL
WHERE scope = :scope AND key = :key AND completed_at IS NOT NULL AND result = :result RETURNING *
"""
_FORGET = """
DELETE FROM claims WHERE (scope, key) IN (
    SELECT scope, key FROM claims
    WHERE completed_at < :before OR (completed_at IS NULL AND tries = 0 AND lease_until < :before)
    ORDER BY coalesce(completed_at, lease_until) LIMIT :limit
) RETURNING token
"""
_LOOKUP = "SELECT * FROM claims WHERE scope = :scope AND key = :key AND tries > 0"
_OUTSTANDING = """
SELECT count(*) AS count, min(claimed_at) AS oldest, sum(CASE WHEN lease_until > :now THEN 1 ELSE 0 END) AS held
FROM claims WHERE scope = :scope AND completed_at IS NULL AND tries > 0
"""
NEVER = float("-inf")


class SqlIdempotencyStore:
    """Claims in the table ``claims``; what is promised is said in ``IdempotencyStore``.

    Args:
        database: where the table is.
        clock: decides which lease has lapsed; the clocks of several machines must agree well within a lease. One that
            lapses further ahead than two leases last was given before the clock was set back: it has lapsed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(
        self, scope: str, key: str, *, lease_seconds: float, remembered_seconds: float | None = None
    ) -> Claim:
        """Claim a piece of work."""
        while True:
            now = self._clock.now()
            forgotten = NEVER if remembered_seconds is None else now - remembered_seconds
            values = {"scope": scope, "key": key, "now": now, "until": now + lease_seconds, "forgotten": forgotten}
            values |= {"longest": now + 2.0 * lease_seconds, "endless": math.inf}
            ours = await self._database.run(_CLAIM, values)
            if ours:
                return _claim(ours[0], ClaimState.NEW if ours[0]["tries"] == 1 else ClaimState.IN_DOUBT)
            known = await self.lookup(scope, key)
            if known is not None:
                return known

    async def keep(self, claim: Claim, lease_seconds: float) -> None:
        """Begin a lease anew."""
        await self._write(_KEEP, claim, until=self._clock.now() + lease_seconds)

    async def complete(self, claim: Claim, result: str) -> None:
        """Record a result."""
        await self._write(_COMPLETE, claim, now=self._clock.now(), result=result)

    async def release(self, claim: Claim, *, in_doubt: bool) -> None:
        """Give a claim up.

        What is certainly not done is not erased: its token goes on counting, so that an earlier holder stays refused.
        """
        if in_doubt:
            await self._write(_KEEP, claim, until=self._clock.now())
        else:
            await self._write(_RELEASE, claim, now=self._clock.now())

    async def lookup(self, scope: str, key: str) -> Claim | None:
        """Return what is known."""
        rows = await self._database.run(_LOOKUP, {"scope": scope, "key": key})
        if not rows:
            return None
        row = rows[0]
        if row["completed_at"] is not None:
            return _claim(row, ClaimState.DONE)
        return _claim(row, ClaimState.HELD if row["lease_until"] > self._clock.now() else ClaimState.IN_DOUBT)

    async def reopen(self, scope: str, key: str, result: str, *, lease_seconds: float) -> Claim | None:
        """Claim, as new, what is done with this result."""
        now = self._clock.now()
        values = {"scope": scope, "key": key, "result": result, "now": now, "until": now + lease_seconds}
        rows = await self._database.run(_REOPEN, values)
        return _claim(rows[0], ClaimState.NEW) if rows else None

    async def outstanding(self, scope: str) -> Outstanding:
        """Count what is claimed and not done."""
        row = (await self._database.run(_OUTSTANDING, {"scope": scope, "now": self._clock.now()}))[0]
        return Outstanding(row["count"], int(row["held"] or 0), row["oldest"])

    async def forget(self, before: float, limit: int = 1000) -> int:
        """Erase what was done before a time."""
        return len(await self._database.run(_FORGET, {"before": before, "limit": limit}))

    async def _write(self, statement: str, claim: Claim, **values: object) -> None:
        identity = {"scope": claim.scope, "key": claim.key, "token": claim.token}
        if not await self._database.run(statement, {**identity, **values}):
            raise LeaseLost(f"{claim.scope} {claim.key}: claim {claim.token} is no longer the valid one")


def _claim(row: Row, state: ClaimState) -> Claim:
    return Claim(
        scope=row["scope"],
        key=row["key"],
        state=state,
        token=row["token"],
        claimed_at=row["claimed_at"],
        lease_until=row["lease_until"],
        result=row["result"],
    )
