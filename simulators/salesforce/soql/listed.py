"""Records with a list of fields: what ``?fields=`` and retrievals of several records ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Record

from ..errors import bare_refusal
from ..org import View
from ..schema import ObjectType, Schema
from .names import Source, resolve
from .selection import Selection
from .syntax import Path
from .tokens import QueryError


def record_with(type: ObjectType, record: Record, view: View, fields: str) -> dict[str, Any]:
    """Return a record with comma-separated fields, dotted names of parents included.

    Raises:
        Refused: a field does not exist.
    """
    return selection_of(view.org.schema, type, tuple(fields.split(","))).render(record, view)


@lru_cache(maxsize=512)
def selection_of(schema: Schema, type: ObjectType, fields: Sequence[str]) -> Selection:
    """Return the selection of a list of field names; a name that comes twice counts once.

    Raises:
        Refused: a field does not exist.
    """
    source, selection = Source(schema, type), Selection(schema, type)
    for name in dict.fromkeys(each.strip() for each in fields):
        try:
            term = resolve(source, Path(tuple(name.split(".")), 0))
        except QueryError as error:
            raise bare_refusal(error.code, error.message) from error
        if term.name not in selection.flat:
            selection.add(term)
    return selection
