"""The search index lags behind writes: for a while a search still sees the version before.

Source: profile.yaml, ``search_lag_seconds``.
"""

from __future__ import annotations

from collections.abc import Iterator

from windtunnel.simulator import Record

from ..org import Org
from ..schema import ObjectType

UNINDEXED = "_unindexed"
PURGED_AT_ONCE = 2
"""Stale entries removed with every new one: the collection never grows beyond what the lag holds."""


def note_change(org: Org, type: ObjectType, record_id: str, before: Record | None) -> None:
    """Remember that a record changed just now; ``before`` is what the index holds, ``None`` for a new one.

    A record that already waits keeps its turn: the index will take the version that is there by then.
    """
    lag = org.system.profile.search_lag_seconds
    unindexed = org.store[UNINDEXED]
    pending = unindexed.get(record_id)
    if lag <= 0 or (pending is not None and pending["until"] > org.now):
        return
    _purge(org)
    unindexed.remove(record_id)
    unindexed.put(record_id, {"id": record_id, "indexed": before, "until": org.now + lag})


def forget(org: Org, record_id: str) -> None:
    """Forget a record that was deleted: deletions show at once."""
    org.store[UNINDEXED].remove(record_id)


def indexed_rows(org: Org, type: ObjectType) -> Iterator[tuple[Record, Record]]:
    """Return the live records of an object that the index knows, each with the version that it holds."""
    now, unindexed = org.now, org.store[UNINDEXED]
    if not len(unindexed):
        for record in org.rows(type):
            yield record, record
        return
    for record in org.rows(type):
        pending = unindexed.get(record["Id"])
        if pending is None or pending["until"] <= now:
            yield record, record
        elif pending["indexed"] is not None:
            yield record, pending["indexed"]


def _purge(org: Org) -> None:
    unindexed = org.store[UNINDEXED]
    stale: list[str] = []
    for entry in unindexed:
        if entry["until"] > org.now or len(stale) == PURGED_AT_ONCE:
            break
        stale.append(entry["id"])
    for record_id in stale:
        unindexed.remove(record_id)
