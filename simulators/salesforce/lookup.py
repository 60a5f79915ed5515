"""Finding records by what a caller gives: ids of 15 or 18 characters, external ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Record

from .errors import entity_deleted, not_an_id, not_found
from .ids import canonical_id
from .org import Org
from .schema import Field, ObjectType
from .values import read_value


def require(org: Org, type: ObjectType, text: str) -> Record:
    """Return the live record of ``type`` with an id as it stands in a path.

    Raises:
        Refused: 404, it is no id, no record has it, or the record was deleted.
    """
    found = org.find(type, text)
    if found is not None:
        return found
    record_id = canonical_id(text)
    if record_id is None:
        raise not_an_id(text)
    if org.deleted(type).get(record_id) is not None:
        raise entity_deleted()
    raise not_found()


def matches(org: Org, type: ObjectType, field: Field, value: Any) -> Sequence[Record]:
    """Return the live records whose ``field`` has a value; case counts only for case-sensitive fields.

    Raises:
        Refused: the value does not fit the field.
    """
    if field.type == "id":
        found = org.find(type, str(value))
        return [found] if found is not None else []
    read = read_value(field, number_text(value) if field.is_text else value)
    if read is None:
        return []
    rows = org.rows(type)
    if field.is_text and not field.case_sensitive:
        return rows.where_folded(field.name, read)
    return rows.where(field.name, read)


def number_text(value: Any) -> Any:
    """Return a number as the text that a path or an external id would hold."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
