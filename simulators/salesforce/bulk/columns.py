"""What the columns of an upload mean: fields, and parents by their external ids.

``Account.External_Id__c`` names a parent by an external id, ``Owner:User.Username`` that of a polymorphic
reference.
Source: profile.yaml, topic ``bulk csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..org import Org
from ..schema import ObjectType
from .dialect import NULL, Unreadable

DELETIONS = ("delete", "hardDelete")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        key: the field or relationship that its values are written to.
        parent_field: the external id that its values are compared with, for a relationship.
        parent_type: the object meant, for a polymorphic relationship.
    """

    key: str
    parent_field: str | None = None
    parent_type: str | None = None

    def value(self, cell: str) -> Any:
        """Return what a cell writes."""
        if cell == NULL:
            return None
        if self.parent_field is None:
            return cell
        described: dict[str, Any] = {self.parent_field: cell}
        return described | {"attributes": {"type": self.parent_type}} if self.parent_type is not None else described


def read_columns(org: Org, type: ObjectType, header: Sequence[str], operation: str) -> list[Column]:
    """Return what the columns of a header mean.

    Raises:
        Unreadable: a column names no field, or a delete has others than Id.
    """
    if not header:
        raise Unreadable("InvalidBatch : The file is empty")
    columns = [_column(org, type, name.strip()) for name in header]
    if operation in DELETIONS and [column.key for column in columns] != ["Id"]:
        raise Unreadable(f"InvalidBatch : The '{operation}' batch must contain only 'Id', {', '.join(header)}")
    return columns


def read_row(columns: Sequence[Column], row: Sequence[str]) -> dict[str, Any]:
    """Return what a row writes, by field or relationship; empty cells write nothing."""
    return {column.key: column.value(cell) for column, cell in zip(columns, row, strict=True) if cell != ""}


def _column(org: Org, type: ObjectType, name: str) -> Column:
    field = type.field(name)
    if field is not None:
        return Column(field.name)
    path, dot, parent_field = name.partition(".")
    relationship, _, parent_type = path.partition(":")
    reference = type.relationship(relationship) if dot else None
    if reference is None:
        raise _unknown(name)
    targets = [parent_type] if parent_type else list(reference.reference_to)
    for target in targets:
        found = org.schema.find(target)
        known = found.field(parent_field) if found is not None else None
        if found is not None and known is not None and found.name in reference.reference_to:
            named = found.name if len(reference.reference_to) > 1 else None
            return Column(reference.relationship_name or "", known.name, named)
    raise _unknown(name)


def _unknown(name: str) -> Unreadable:
    return Unreadable(f"InvalidBatch : Field name not found : {name}")
