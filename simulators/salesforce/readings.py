"""Values of fields as they are read: stored ones, and those that the vendor computes anew each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Record

from .org import View
from .schema import Field, ObjectType

Reader = Callable[[Record, View], Any]
VIEWED = "_viewed"
BLOBS = "_blobs"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=8192)
def reader(type: ObjectType, field: Field) -> Reader:
    """Return the function that reads ``field`` from a record of ``type``."""
    if field.type == "base64":
        return _blob_path(type, field)
    if field.is_stored:
        return stored(field.name)
    assert field.derived is not None
    return KINDS[field.derived["kind"]](type, field)


def stored(name: str) -> Reader:
    """Return the function that reads what a record holds under ``name``."""

    def read(record: Record, view: View) -> Any:
        return record.get(name)

    return read


def _related(type: ObjectType, field: Field) -> Reader:
    assert field.derived is not None
    through, wanted = names(field.derived["through"]), field.derived["field"]

    def read(record: Record, view: View) -> Any:
        parent_id = next((record[name] for name in through if record.get(name)), None)
        parent = view.org.row(parent_id)
        return None if parent is None else read_named(parent, wanted, view)

    return read


def read_named(record: Record, name: str, view: View) -> Any:
    """Return a field of any record by its name; ``None`` where its object has no such field."""
    type = view.org.schema.type_of_id(record["Id"])
    field = type.field(name) if type is not None else None
    return reader(type, field)(record, view) if type is not None and field is not None else None


def _rollup(type: ObjectType, field: Field) -> Reader:
    assert field.derived is not None
    child, reference = field.derived["child"], field.derived["field"]
    where: Mapping[str, Any] = field.derived.get("where", {})
    function, of = ROLLUPS[field.derived["function"]], field.derived.get("of", "")

    def read(record: Record, view: View) -> Any:
        rows = view.org.store[child].where(reference, record["Id"])
        kept = [row for row in rows if all(row.get(name) == value for name, value in where.items())]
        return function(kept, of)

    return read


ROLLUPS: Mapping[str, Callable[[list[Record], str], Any]] = {
    "exists": lambda rows, of: bool(rows),
    "count": lambda rows, of: len(rows),
    "sum": lambda rows, of: float(sum(row.get(of) or 0.0 for row in rows)),
}


def _activity(type: ObjectType, field: Field) -> Reader:
    reference = "WhoId" if type.name in ("Contact", "Lead") else "WhatId"

    def read(record: Record, view: View) -> Any:
        store = view.org.store
        rows = (*store["Task"].where(reference, record["Id"]), *store["Event"].where(reference, record["Id"]))
        return max((row["ActivityDate"] for row in rows if row.get("ActivityDate")), default=None)

    return read


def _viewed(type: ObjectType, field: Field) -> Reader:
    def read(record: Record, view: View) -> Any:
        seen = view.org.store[VIEWED].get(f"{view.user_id}/{record['Id']}")
        return seen["when"] if seen is not None else None

    return read


def _address(type: ObjectType, field: Field) -> Reader:
    prefix = field.name.removesuffix("Address")
    parts = sorted(
        (each.name[len(prefix) :][:1].lower() + each.name[len(prefix) :][1:], each.name)
        for each in type.fields
        if each.compound == field.name
    )

    def read(record: Record, view: View) -> Any:
        address = {key: record.get(name) for key, name in parts}
        return None if all(value is None for value in address.values()) else address

    return read


def _text(type: ObjectType, field: Field) -> Reader:
    assert field.derived is not None
    template = field.derived["template"]

    def read(record: Record, view: View) -> Any:
        return _PLACEHOLDER.sub(lambda found: str(record.get(found[1]) or ""), template)

    return read


def _blob_path(type: ObjectType, field: Field) -> Reader:
    def read(record: Record, view: View) -> Any:
        return f"{view.url(type.name, record['Id'])}/{field.name}"

    return read


def names(value: Any) -> tuple[str, ...]:
    """Return one name or a list of names as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


KINDS: Mapping[str, Callable[[ObjectType, Field], Reader]] = {
    "related": _related,
    "rollup": _rollup,
    "activity": _activity,
    "viewed": _viewed,
    "address": _address,
    "text": _text,
}
