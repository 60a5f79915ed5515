"""What the search sees: records as they were some seconds ago."""

from __future__ import annotations

from windtunnel.kernel.clock import Clock
from windtunnel.simulator import Effect, Record, Store

SEARCHED = frozenset({"tickets", "users", "organizations", "groups"})
FRESH = "_unindexed"


class Index:
    """Remembers, for every record that changed lately, what it was before, one version a second.

    Deletions show at once.

    Args:
        store: the account's records.
        clock: the world's clock.
        lag_seconds: how far the search is behind.
    """

    def __init__(self, store: Store, clock: Clock, lag_seconds: float) -> None:
        self._store = store
        self._clock = clock
        self._lag_seconds = lag_seconds
        for collection in sorted(SEARCHED):
            store[collection].watch(self._note)

    def settle(self) -> None:
        """Let the search see everything as it is now."""
        for key in self._store[FRESH].ids():
            self._store[FRESH].remove(key)

    def seen(self, collection: str) -> list[Record]:
        """Return the records of a collection as the search sees them, in the order of their creation."""
        behind = self._behind(collection)
        if not behind:
            return list(self._store[collection])
        versions = (behind.get(str(record["id"]), record) for record in self._store[collection])
        return [record for record in versions if record is not None]

    def _note(self, effect: Effect) -> None:
        """Take notice of a change."""
        key, fresh = f"{effect.collection}/{effect.id}", self._store[FRESH]
        if effect.after is None:
            fresh.remove(key)
            return
        known, now = fresh.get(key), self._clock.now()
        versions = () if known is None else self._young(known)
        if versions and int(versions[-1][0]) == int(now):
            return
        record = {
            "collection": effect.collection,
            "id": effect.id,
            "versions": (*versions, (now, effect.before)),
        }
        fresh.put(key, record)

    def _behind(self, collection: str) -> dict[str, Record | None]:
        """Return the older version of every record that the index is behind with; forget the others."""
        behind: dict[str, Record | None] = {}
        fresh = self._store[FRESH]
        for entry in fresh.where("collection", collection):
            young = self._young(entry)
            if young:
                behind[entry["id"]] = young[0][1]
            else:
                fresh.remove(f"{collection}/{entry['id']}")
        return behind

    def _young(self, entry: Record) -> tuple[tuple[float, Record | None], ...]:
        horizon = self._clock.now() - self._lag_seconds
        return tuple(version for version in entry["versions"] if version[0] > horizon)
