"""Search with index lag: what was written can be found a while later, what was deleted or changed as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .store import Collection, Effect, Record

if TYPE_CHECKING:
    from .system import System

PREFIX = "_search_"
BEFORE_ALL = float("-inf")
Versions = tuple[tuple[float, Record | None], ...]
"""When a record became what, oldest first."""


class SearchIndex:
    """One collection as the vendor's search index sees it.

    The index is computed from the store and the clock: a record that changed within the lag keeps, in the store's
    collection ``_search_<name>``, the versions that the index may still have to show. A snapshot carries them.

    Args:
        system: the simulator; make its indexes in ``begin``.
        collection: name of the collection that is searched.
        lag_seconds: how long a change takes to show; the profile's ``search_lag_seconds`` by default.
    """

    def __init__(self, system: System, collection: str, lag_seconds: float | None = None) -> None:
        self._system = system
        self._collection = collection
        self.lag_seconds = system.profile.search_lag_seconds if lag_seconds is None else lag_seconds
        system.store[collection].watch(self._remember)

    def records(self) -> list[Record]:
        """Return what can be found now: records in order of creation, then those that are gone but still indexed."""
        store = self._system.store
        current, kept = store[self._collection], store[PREFIX + self._collection]
        if not len(kept):
            return list(current)
        visible = [self._visible(record_id, current.get(record_id)) for record_id in current.ids()]
        gone = [self._visible(record_id, None) for record_id in kept.ids() if record_id not in current]
        return [record for record in (*visible, *gone) if record is not None]

    def settle(self) -> None:
        """Show everything as it is now; what an account has on its first day has been indexed long ago."""
        kept = self._system.store[PREFIX + self._collection]
        for record_id in kept.ids():
            kept.remove(record_id)

    def find(self, fits: Callable[[Record], bool]) -> list[Record]:
        """Return what can be found now and fits."""
        return [record for record in self.records() if fits(record)]

    def _visible(self, record_id: str, current: Record | None) -> Record | None:
        kept = self._system.store[PREFIX + self._collection].get(record_id)
        if kept is None:
            return current
        shown: Record | None = _shown(kept["versions"], self._system.clock.now() - self.lag_seconds)
        return shown

    def _remember(self, effect: Effect) -> None:
        """Keep the version before the change until the change shows, and forget older ones."""
        if self.lag_seconds <= 0:
            return
        now = self._system.clock.now()
        kept = self._system.store[PREFIX + self._collection]
        known = kept.get(effect.id)
        earlier = ((BEFORE_ALL, effect.before),) if known is None else self._still_needed(known["versions"], now)
        kept.put(effect.id, {"id": effect.id, "versions": (*earlier, (now, effect.after))})
        self._forget(kept, now)

    def _still_needed(self, versions: Versions, now: float) -> Versions:
        """Return the versions that may still have to be shown; one that is replaced at once never shows."""
        earlier = tuple(version for version in versions if version[0] < now)
        shown_since = max(index for index, (at, _) in enumerate(earlier) if at <= now - self.lag_seconds)
        return earlier[shown_since:]

    def _forget(self, kept: Collection, now: float) -> None:
        """Drop what the store itself shows by now; entries are in the order of their first change."""
        shown_since = now - self.lag_seconds
        while (first := next(iter(kept), None)) is not None and first["versions"][-1][0] <= shown_since:
            kept.remove(first["id"])


def _shown(versions: Versions, until: float) -> Record | None:
    return next(record for at, record in reversed(versions) if at <= until)
