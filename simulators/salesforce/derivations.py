"""Derived fields that records hold: computed when the fields they come from change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Record

from .formulas import formula
from .moments import day_of
from .org import Org
from .readings import names
from .schema import FLOAT_TYPES, Field, ObjectType


@dataclass(frozen=True, slots=True)
class Change:
    """A write that is under way.

    Args:
        org: the organisation.
        before: the record as it was, ``None`` for a create.
        author: id of the user who writes.
    """

    org: Org
    before: Record | None
    author: str


Compute = Callable[[dict[str, Any], Change], Any]


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one field follows from others: ``compute`` is called when one of ``inputs`` changed."""

    field: Field
    inputs: frozenset[str]
    compute: Compute


@lru_cache(maxsize=256)
def derivations(type: ObjectType) -> tuple[Derivation, ...]:
    """Return the stored derived fields of an object in the order of its fields."""
    return tuple(
        Derivation(field, *KINDS[field.derived["kind"]](type, field))
        for field in type.fields
        if field.derived is not None and field.is_stored
    )


def derive(type: ObjectType, record: dict[str, Any], given: Collection[str], change: Change) -> None:
    """Fill in the derived fields of a new version of a record.

    Args:
        type: the object.
        record: the new version; it is changed.
        given: names that the caller wrote; they win where a derived field may be overridden.
        change: the write.
    """
    before = change.before
    for derivation in derivations(type):
        name = derivation.field.name
        if name in given:
            continue
        if before is None or any(record[each] != before.get(each) for each in derivation.inputs):
            record[name] = derivation.compute(record, change)


Made = tuple[frozenset[str], Compute]


def _column(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    read = column_reader(type, field.derived["from"], field.derived["column"])
    empty = False if field.type == "boolean" else None

    def compute(record: dict[str, Any], change: Change) -> Any:
        value = read(record)
        if value is None:
            return empty
        return float(value) if field.type in FLOAT_TYPES else value

    return frozenset({field.derived["from"]}), compute


def column_reader(type: ObjectType, name: str, column: str) -> Callable[[Record], Any]:
    """Return the function that reads a column of the value-set entry that a picklist field holds."""
    picklist = type.field(name)
    assert picklist is not None, f"{type.name} has no {name}"
    entries = picklist.value_by_key

    def read(record: Record) -> Any:
        value = record.get(name)
        entry = entries.get(value.lower()) if isinstance(value, str) else None
        return entry.columns.get(column) if entry is not None else None

    return read


def _join(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    parts: tuple[str, ...] = tuple(field.derived["from"])

    def compute(record: dict[str, Any], change: Change) -> Any:
        return " ".join(record[part] for part in parts if record[part]) or None

    return frozenset(parts), compute


def _formula(type: ObjectType, field: Field) -> Made:
    evaluate, inputs = formula(type, field)
    return inputs, lambda record, change: evaluate(record)


def _account(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    through = names(field.derived["through"])

    def compute(record: dict[str, Any], change: Change) -> Any:
        for name in through:
            parent = change.org.row(record.get(name))
            if parent is not None:
                account = parent["Id"] if parent["Id"].startswith("001") else parent.get("AccountId")
                if account is not None:
                    return account
        return None

    return frozenset(through), compute


def _related(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    through, wanted = names(field.derived["through"]), field.derived["field"]

    def compute(record: dict[str, Any], change: Change) -> Any:
        parents = (change.org.row(record.get(name)) for name in through)
        return next((parent.get(wanted) for parent in parents if parent is not None), None)

    return frozenset(through), compute


def _moment(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    when = field.derived["when"]
    cut: Callable[[str], str] = (lambda text: text[:10]) if field.type == "date" else (lambda text: text)
    if isinstance(when, list):
        return frozenset(when), lambda record, change: cut(change.org.now_text)
    inputs, is_true = _truth(type, when)
    return inputs, lambda record, change: cut(change.org.now_text) if is_true(record) else None


def _user(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    inputs, is_true = _truth(type, field.derived["when"])
    return inputs, lambda record, change: change.author if is_true(record) else None


def _truth(type: ObjectType, when: Any) -> tuple[frozenset[str], Callable[[Record], bool]]:
    if isinstance(when, str):
        return frozenset({when}), lambda record: bool(record.get(when))
    read = column_reader(type, when["from"], when["column"])
    return frozenset({when["from"]}), lambda record: bool(read(record))


def _fiscal(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    source, part = field.derived["from"], FISCAL[field.derived["part"]]

    def compute(record: dict[str, Any], change: Change) -> Any:
        day = day_of(record[source]) if record[source] else None
        return part(day.year, (day.month - 1) // 3 + 1) if day is not None else None

    return frozenset({source}), compute


def _present(type: ObjectType, field: Field) -> Made:
    assert field.derived is not None
    name = field.derived["field"]
    return frozenset({name}), lambda record, change: record[name] is not None


FISCAL: Mapping[str, Callable[[int, int], Any]] = {
    "name": lambda year, quarter: f"{year} {quarter}",
    "quarter": lambda year, quarter: quarter,
    "year": lambda year, quarter: year,
}
KINDS: Mapping[str, Callable[[ObjectType, Field], Made]] = {
    "column": _column,
    "join": _join,
    "formula": _formula,
    "account": _account,
    "related": _related,
    "moment": _moment,
    "user": _user,
    "fiscal": _fiscal,
    "present": _present,
}
