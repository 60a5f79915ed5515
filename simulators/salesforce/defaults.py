"""What the vendor fills into a new record that the caller left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .org import Org
from .schema import Field, ObjectType

FIRST_AUTONUMBER = 1000
_DIGITS = re.compile(r"\{(0+)\}")


def new_record(type: ObjectType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with every stored field: the values given, otherwise defaults and nulls.

    A null for a field that may not be null leaves the default.
    """
    record = {**type.template, **values}
    for name, value in values.items():
        if name not in type.template:
            del record[name]
        elif value is None and type.template[name] is not None and not _nillable(type, name):
            record[name] = type.template[name]
    return record


def fill_defaults(org: Org, type: ObjectType, record: dict[str, Any], values: Mapping[str, Any], author: str) -> None:
    """Fill in defaults that depend on the moment, the user or other records."""
    for field in _with_default_from(type):
        if field.name not in values and record[field.name] is None:
            record[field.name] = _default(org, field.default_from or "", record, author)


def number(org: Org, type: ObjectType, record: dict[str, Any]) -> None:
    """Give a new record its autonumbers."""
    for field in _with_autonumber(type):
        count = org.store.count(f"autonumber.{type.name}.{field.name}", FIRST_AUTONUMBER)
        record[field.name] = _numbered(field.autonumber or "", count)


def _numbered(display_format: str, count: int) -> str:
    return _DIGITS.sub(lambda found: f"{count:0{len(found[1])}d}", display_format)


def _default(org: Org, source: str, record: Mapping[str, Any], author: str) -> Any:
    if source == "current-user":
        return author
    if source == "today":
        return org.now_text[:10]
    reference, _, name = source.partition(".")
    if not name:
        return record.get(reference)
    parent = org.row(record.get(reference))
    return parent.get(name) if parent is not None else None


def _nillable(type: ObjectType, name: str) -> bool:
    field = type.field(name)
    return field is None or field.nillable


@lru_cache(maxsize=256)
def _with_default_from(type: ObjectType) -> tuple[Field, ...]:
    return tuple(field for field in type.fields if field.default_from is not None)


@lru_cache(maxsize=256)
def _with_autonumber(type: ObjectType) -> tuple[Field, ...]:
    return tuple(field for field in type.fields if field.autonumber is not None)
