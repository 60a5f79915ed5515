"""The state of a simulator: collections of records, cheap to snapshot, every change an effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NamedTuple

Record = Mapping[str, Any]


class Change(StrEnum):
    """How a record changed."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


class Effect(NamedTuple):
    """A change of a system's state: a named tuple, for a run makes tens of thousands.

    Args:
        collection: where.
        change: how.
        id: which record.
        before: the record as it was, ``None`` when it was created.
        after: the record as it is, ``None`` when it was deleted.
    """

    collection: str
    change: Change
    id: str
    before: Record | None
    after: Record | None

    @property
    def name(self) -> str:
        """What happened to what: ``tickets.created``."""
        return _NAMES[self.change] % self.collection


_NAMES = {change: f"%s.{change}" for change in Change}


Observer = Callable[[Effect], None]


class _Index:
    """Ids of records by what ``key`` makes of one of their fields."""

    def __init__(self, field: str, key: Callable[[Any], Any]) -> None:
        self._field = field
        self._key = key
        self._groups: dict[Any, dict[str, None]] = {}
        self._disordered: set[Any] = set()

    def enter(self, record_id: str, record: Record, *, newest: bool = True) -> None:
        """Add a record; one that joins younger ones brings their order into disorder."""
        key = self._key(record.get(self._field))
        group = self._groups.setdefault(key, {})
        if group and not newest:
            self._disordered.add(key)
        group[record_id] = None

    def leave(self, record_id: str, record: Record) -> None:
        """Take a record out."""
        key = self._key(record.get(self._field))
        del self._groups[key][record_id]
        if not self._groups[key]:
            del self._groups[key]
            self._disordered.discard(key)

    def change(self, record_id: str, before: Record, after: Record) -> None:
        """Learn that a record was replaced."""
        if self._key(before.get(self._field)) != self._key(after.get(self._field)):
            self.leave(record_id, before)
            self.enter(record_id, after, newest=False)

    def find(self, value: Any, births: Mapping[str, int]) -> Iterable[str]:
        """Return the ids of the records with ``value``, oldest first."""
        key = self._key(value)
        if key in self._disordered:
            self._disordered.discard(key)
            self._groups[key] = dict.fromkeys(sorted(self._groups[key], key=births.__getitem__))
        return self._groups.get(key, ())


class Collection:
    """Records of one kind by id, in the order of their creation.

    Records are never changed in place: an update puts a new mapping in the old one's stead. That makes a snapshot
    one shallow copy, and lets callers hand records out without copying them.

    Args:
        name: name of the collection.
        observe: told of every change; ``None`` for bookkeeping, whose changes are no effects.
    """

    def __init__(self, name: str, observe: Observer | None) -> None:
        self.name = name
        self._observers: list[Observer] = [] if observe is None else [observe]
        self._records: dict[str, Record] = {}
        self._indexes: dict[tuple[str, Callable[[Any], Any]], _Index] = {}
        self._births: dict[str, int] = {}
        self._births_counted = 0

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._records

    def watch(self, observer: Observer) -> None:
        """Have ``observer`` told of every change from now on, before all others; it is not part of snapshots."""
        self._observers.insert(0, observer)

    def ids(self) -> list[str]:
        """Return the ids in the order of creation."""
        return list(self._records)

    def get(self, record_id: str) -> Record | None:
        """Return a record, if it exists."""
        return self._records.get(record_id)

    def put(self, record_id: str, record: Record) -> Record:
        """Create or replace a record and return it."""
        before = self._records.get(record_id)
        self._records[record_id] = record
        if self._indexes:
            self._reindex(record_id, before, record)
        self._tell(Change.CREATED if before is None else Change.UPDATED, record_id, before, record)
        return record

    def update(self, record_id: str, changes: Mapping[str, Any]) -> Record:
        """Replace fields of a record and return the new one.

        Raises:
            KeyError: there is no such record.
        """
        return self.put(record_id, {**self._records[record_id], **changes})

    def remove(self, record_id: str) -> Record | None:
        """Delete a record and return what it was."""
        before = self._records.pop(record_id, None)
        if before is not None:
            for index in self._indexes.values():
                index.leave(record_id, before)
            self._tell(Change.DELETED, record_id, before, None)
        return before

    def where(self, field: str, value: Any) -> list[Record]:
        """Return the records whose ``field`` equals ``value``, from an index, in the order of creation."""
        found = self._index(field, _hashable).find(value, self._births)
        return [self._records[record_id] for record_id in found]

    def where_folded(self, field: str, text: str) -> list[Record]:
        """Return the records whose text ``field`` equals ``text`` regardless of case, from an index."""
        found = self._index(field, _folded).find(text, self._births)
        return [self._records[record_id] for record_id in found]

    def snapshot(self) -> dict[str, Record]:
        """Return the records as they are; later changes do not show in it."""
        return dict(self._records)

    def restore(self, records: Mapping[str, Record]) -> None:
        """Become what ``records`` was, without effects."""
        self._records = dict(records)
        self._indexes.clear()
        self._births.clear()

    def _tell(self, change: Change, record_id: str, before: Record | None, after: Record | None) -> None:
        if self._observers:
            effect = Effect(self.name, change, record_id, before, after)
            for observer in self._observers:
                observer(effect)

    def _index(self, field: str, key: Callable[[Any], Any]) -> _Index:
        index = self._indexes.get((field, key))
        if index is None:
            index = self._indexes[field, key] = _Index(field, key)
            for record_id, record in self._records.items():
                index.enter(record_id, record)
                self._births.setdefault(record_id, self._next_birth())
        return index

    def _reindex(self, record_id: str, before: Record | None, after: Record) -> None:
        if before is None:
            self._births[record_id] = self._next_birth()
        for index in self._indexes.values():
            if before is None:
                index.enter(record_id, after)
            else:
                index.change(record_id, before, after)

    def _next_birth(self) -> int:
        self._births_counted += 1
        return self._births_counted


def _hashable(value: Any) -> Any:
    """Return a key for ``value``: itself where it can be one, its text, marked as such, where it cannot."""
    try:
        hash(value)
    except TypeError:
        return _Unhashable, repr(value)
    return value


def _folded(value: Any) -> Any:
    """Return a key that texts share when they differ in case only; other values are told apart from texts."""
    return value.lower() if isinstance(value, str) else (_Unhashable, repr(value))


class _Unhashable:
    """Marks keys made from values that cannot be keys."""


StoreSnapshot = tuple[dict[str, dict[str, Record]], dict[str, int]]


class Store:
    """All collections and counters of a simulator.

    Everything that a simulator remembers lives here, so that a snapshot holds the whole of it. Collections whose
    names begin with an underscore are bookkeeping (tokens, delivery attempts): their changes are no effects.

    Args:
        observe: told of every change of every collection.
    """

    def __init__(self, observe: Observer) -> None:
        self._observe = observe
        self._collections: dict[str, Collection] = {}
        self._counters: dict[str, int] = {}
        self._held: list[Effect] | None = None

    def __getitem__(self, name: str) -> Collection:
        collection = self._collections.get(name)
        if collection is None:
            observe = None if name.startswith("_") else self._tell
            collection = self._collections[name] = Collection(name, observe)
        return collection

    def collections(self) -> list[Collection]:
        """Return every collection that has been used, sorted by name."""
        return [self._collections[name] for name in sorted(self._collections)]

    def count(self, name: str, start: int = 1) -> int:
        """Return the next number of the counter ``name``, which begins at ``start``."""
        value = self._counters.get(name, start)
        self._counters[name] = value + 1
        return value

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold effects back until the block ends; when it raises, undo its changes and forget its effects."""
        before, outer = self.snapshot(), self._held
        held: list[Effect] = []
        self._held = held
        try:
            yield
        except BaseException:
            self._held = outer
            self.restore(before)
            raise
        self._held = outer
        for effect in held:
            self._tell(effect)

    def snapshot(self) -> StoreSnapshot:
        """Return the whole state as a value."""
        return {name: each.snapshot() for name, each in self._collections.items()}, dict(self._counters)

    def restore(self, snapshot: StoreSnapshot) -> None:
        """Become what ``snapshot`` was, without effects."""
        collections, counters = snapshot
        for name in self._collections:
            self._collections[name].restore({})
        for name, records in collections.items():
            self[name].restore(records)
        self._counters = dict(counters)

    def _tell(self, effect: Effect) -> None:
        if self._held is not None:
            self._held.append(effect)
        else:
            self._observe(effect)
