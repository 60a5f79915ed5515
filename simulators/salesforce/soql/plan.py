"""What a query comes down to: which rows to look at, which to keep, in which order, what to show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator import Record

from ..deletion import bin_rows
from ..org import View
from ..readings import Reader
from ..schema import Field, ObjectType
from .operands import Fold, fold_of
from .predicates import Predicate
from .selection import Selection

Probe = Callable[[View], Iterable[Record]]
"""Returns the rows that an index finds, a superset of those that the condition keeps."""


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One entry of ORDER BY: what to read, how to compare it, and where nulls go."""

    read: Reader
    fold: Fold
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Grouping:
    """GROUP BY and aggregates.

    Args:
        keys: read what rows are grouped by, by slot.
        measures: the aggregate over the values that a reader takes from the rows of a group, by slot.
        columns: the columns of the answer with their slots.
        having: which groups are kept; it reads slots.
        orders: of the groups; they read slots.
    """

    keys: Mapping[str, Reader]
    measures: Mapping[str, tuple[Callable[[list[Any]], Any], Reader | None]]
    columns: tuple[tuple[str, str], ...]
    having: Predicate | None
    orders: tuple[OrderKey, ...]


@dataclass
class Plan:
    """A compiled query, with nothing in it that depends on its texts, the clock or an org's records.

    Args:
        type: the object.
        selection: what to show of a row.
        test: which rows to keep.
        probe: an index to find them by.
        orders: of the rows.
        limit: how many rows at most.
        offset: how many rows to skip.
        mine: whether only the caller's own rows count.
        viewing: whether rows shown count as seen.
        all_rows: whether deleted rows count.
        counting: whether it is ``SELECT COUNT()``.
        grouping: how rows become groups, if they do.
        has_children: whether child rows are selected.
    """

    type: ObjectType
    selection: Selection
    test: Predicate | None = None
    probe: Probe | None = None
    orders: tuple[OrderKey, ...] = ()
    limit: int | None = None
    offset: int = 0
    mine: bool = False
    viewing: bool = False
    all_rows: bool = False
    counting: bool = False
    grouping: Grouping | None = None
    has_children: bool = False
    relationship: str = field(default="")

    def rows(self, view: View, *, deleted: bool = False, among: Iterable[Record] | None = None) -> list[Record]:
        """Return the rows of the query, in order.

        Args:
            view: how records are read; its operands are bound.
            deleted: whether rows in the recycle bin count.
            among: the rows to choose from, in the order of their ids; all of the object when ``None``.
        """
        found = self._kept(view, self._candidates(view, deleted or self.all_rows) if among is None else among)
        if not self.orders:
            return _cut(found, self.offset, self.limit)
        return _cut(sort(list(found), self.orders, view), self.offset, self.limit)

    def groups(self, view: View, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Return the groups of an aggregate query as rows of the answer."""
        assert self.grouping is not None
        kept = self._kept(view, self._candidates(view, deleted or self.all_rows))
        groups = summed_up(self.grouping, kept, view)
        if self.grouping.having is not None:
            having = self.grouping.having
            groups = [group for group in groups if having(group, view)]
        ordered = _cut(sort(groups, self.grouping.orders, view), self.offset, self.limit)
        columns = self.grouping.columns
        return [
            {"attributes": {"type": "AggregateResult"}, **{name: group[slot] for name, slot in columns}}
            for group in ordered
        ]

    def _candidates(self, view: View, deleted: bool) -> Iterable[Record]:
        if deleted:
            rows = [*view.org.rows(self.type), *bin_rows(view.org, self.type)]
            return sorted(rows, key=_id)
        if self.probe is None:
            return view.org.rows(self.type)
        return sorted(self.probe(view), key=_id)

    def _kept(self, view: View, candidates: Iterable[Record]) -> Iterable[Record]:
        test = self.test
        if self.mine:
            candidates = (row for row in candidates if row.get("OwnerId") == view.user_id)
        return candidates if test is None else (row for row in candidates if test(row, view))


def summed_up(grouping: Grouping, rows: Iterable[Record], view: View) -> list[Mapping[str, Any]]:
    """Return one row of slots per group, in the order in which groups appear."""
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for row in rows:
        groups.setdefault(tuple(read(row, view) for read in grouping.keys.values()), []).append(row)
    if not grouping.keys and not groups:
        groups[()] = []
    return [_slots(grouping, key, members, view) for key, members in groups.items()]


def _slots(grouping: Grouping, key: tuple[Any, ...], members: list[Record], view: View) -> dict[str, Any]:
    slots = dict(zip(grouping.keys, key, strict=True))
    for slot, (aggregate, read) in grouping.measures.items():
        values = members if read is None else [value for row in members if (value := read(row, view)) is not None]
        slots[slot] = aggregate(values)
    return slots


def sort(rows: list[Any], orders: Iterable[OrderKey], view: View) -> list[Any]:
    """Sort rows in place by several keys and return them; rows that compare equal keep their order."""
    for order in reversed(tuple(orders)):
        rows.sort(key=_sort_key(order, view), reverse=order.descending)
    return rows


def _sort_key(order: OrderKey, view: View) -> Callable[[Record], tuple[int, Any]]:
    read, fold = order.read, order.fold
    rank_of_null = 1 if order.nulls_last != order.descending else -1

    def key(row: Record) -> tuple[int, Any]:
        value = read(row, view)
        return (rank_of_null, 0) if value is None else (0, fold(value))

    return key


def sort_fold(field: Field) -> Fold:
    """Return how values of ``field`` compare in ORDER BY: picklists by their list, texts without case."""
    if field.type != "picklist" or not field.values:
        return fold_of(field)
    rank = field.value_rank

    def place(value: Any) -> tuple[int, str]:
        text = str(value).lower()
        return rank.get(text, len(rank)), text

    return place


def _cut(rows: Iterable[Record], offset: int, limit: int | None) -> list[Record]:
    if limit is None:
        return list(rows)[offset:]
    kept: list[Record] = []
    if limit == 0:
        return kept
    for place, row in enumerate(rows):
        if place >= offset:
            kept.append(row)
            if len(kept) == limit:
                break
    return kept


def _id(row: Record) -> str:
    return str(row.get("Id"))
