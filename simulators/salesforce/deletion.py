"""Deleting: rows go to the recycle bin, cascading children with them, and restricting children forbid it.

Source: profile.yaml, topic ``delete``.
"""

from __future__ import annotations

from collections.abc import Iterator

from windtunnel.simulator import Record

from .errors import refusal
from .moments import second_text
from .org import Org
from .schema import ObjectType
from .search.lag import forget

DAY_SECONDS = 86400


def delete(org: Org, type: ObjectType, record: Record, author: str) -> None:
    """Move a live record and its cascading children to the recycle bin.

    Raises:
        Refused: the object cannot be deleted, or a restricting child exists.
    """
    if not type.flags["deletable"]:
        raise refusal("INSUFFICIENT_ACCESS_OR_READONLY", f"entity type cannot be deleted: {type.name}", status=403)
    doomed: dict[str, tuple[ObjectType, Record]] = {}
    _collect(org, type, record, doomed)
    for doomed_type, row in reversed(doomed.values()):
        _bury(org, doomed_type, row, author)


def purge(org: Org, type: ObjectType, record: Record) -> None:
    """Delete a record for good, children included, without a stay in the recycle bin."""
    delete(org, type, record, org.user_id)
    org.deleted(type).remove(str(record["Id"]))


def bin_rows(org: Org, type: ObjectType) -> Iterator[Record]:
    """Return the deleted records of an object that have not been emptied from the recycle bin yet."""
    oldest = second_text(int(org.now) - org.limit("undelete_days") * DAY_SECONDS)
    for row in org.deleted(type):
        if row["SystemModstamp"] >= oldest:
            yield row


def _collect(org: Org, type: ObjectType, record: Record, doomed: dict[str, tuple[ObjectType, Record]]) -> None:
    """Enter a record and everything that goes with it into ``doomed``, parents first."""
    doomed[record["Id"]] = (type, record)
    for child in type.children:
        rows = [row for row in org.store[child.object].where(child.field, record["Id"]) if row["Id"] not in doomed]
        child_type = org.schema.type_named(child.object)
        if rows and child.restricted_delete:
            raise _restricted(type, record, child_type, rows)
        if child.cascade_delete:
            for row in rows:
                _collect(org, child_type, row, doomed)


def _restricted(type: ObjectType, record: Record, child: ObjectType, rows: list[Record]) -> Exception:
    name = record.get(type.name_field or "Id")
    listed = ", ".join(str(row.get(child.name_field or "Id")) for row in rows)
    message = (
        f"Your attempt to delete {name} could not be completed because it is associated with the following "
        f"{child.label_plural.lower()}.: {listed}\n"
    )
    return refusal("DELETE_FAILED", message)


def _bury(org: Org, type: ObjectType, record: Record, author: str) -> None:
    record_id = str(record["Id"])
    org.rows(type).remove(record_id)
    forget(org, record_id)
    if "IsDeleted" in type.template:
        now = org.now_text
        stamps = {
            "IsDeleted": True,
            "LastModifiedDate": now,
            "LastModifiedById": author,
            "SystemModstamp": now,
        }
        org.deleted(type).put(record_id, {**record, **stamps})
