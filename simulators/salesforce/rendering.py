"""Records as JSON: attributes first, then the fields in the order of the describe or of the caller's list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Record

from .org import View
from .readings import Reader, reader
from .schema import ObjectType


def attributes(type_name: str, record: Record, view: View) -> dict[str, str]:
    """Return what every record begins with."""
    return {"type": type_name, "url": view.url(type_name, record.get("Id"))}


def whole_record(type: ObjectType, record: Record, view: View) -> dict[str, Any]:
    """Return a record with all its fields."""
    rendered: dict[str, Any] = {"attributes": attributes(type.name, record, view)}
    for name, read in _readers(type):
        rendered[name] = read(record, view)
    return rendered


def short_record(type: ObjectType, record: Record, view: View) -> dict[str, Any]:
    """Return a record as lists of recent items show it: attributes, id and name."""
    rendered: dict[str, Any] = {"attributes": attributes(type.name, record, view), "Id": record["Id"]}
    if type.name_field is not None:
        rendered["Name"] = record.get(type.name_field)
    return rendered


@lru_cache(maxsize=256)
def _readers(type: ObjectType) -> Sequence[tuple[str, Reader]]:
    return tuple((field.name, reader(type, field)) for field in type.fields)
