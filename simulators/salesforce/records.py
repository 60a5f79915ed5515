"""Creating and changing records: the one way in for REST, composite, bulk, arrivals and seed data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Record

from .checks import check
from .defaults import fill_defaults, new_record, number
from .derivations import Change, derive
from .errors import refusal
from .intake import read_create, read_update
from .org import Org
from .readings import BLOBS
from .rules import apply_rules
from .schema import ObjectType
from .search.lag import note_change


def create(org: Org, type: ObjectType, body: Mapping[str, Any], author: str) -> str:
    """Create a record from what a caller sent and return its id.

    Args:
        org: the organisation.
        type: the object.
        body: values by field name in any case.
        author: id of the user who creates.

    Raises:
        Refused: with the vendor's error entries; nothing was stored.
    """
    if not type.flags["createable"]:
        raise refusal("INVALID_TYPE_FOR_OPERATION", f"entity type cannot be inserted: {type.name}")
    return insert(org, type, read_create(org, type, body), author)


def insert(org: Org, type: ObjectType, values: Mapping[str, Any], author: str) -> str:
    """Create a record from converted values by field name and return its id.

    Raises:
        Refused: a check or a rule forbids it.
    """
    change = Change(org, None, author)
    record = new_record(type, values)
    fill_defaults(org, type, record, values, author)
    derive(type, record, values, change)
    check(org, type, record, values, None)
    apply_rules(type, record, values, change)
    record_id = complete(org, type, record, author)
    note_change(org, type, record_id, None)
    _keep_blobs(org, type, record_id, values)
    _comment(org, type, record_id, values, author)
    return record_id


def complete(org: Org, type: ObjectType, record: dict[str, Any], author: str, record_id: str | None = None) -> str:
    """Give a new record its id, numbers and system fields, store it, and return the id."""
    number(org, type, record)
    record["Id"] = record_id = record_id or org.mint(type.key_prefix)
    now = org.now_text
    for name in ("CreatedDate", "LastModifiedDate", "SystemModstamp"):
        if name in record:
            record[name] = now
    for name in ("CreatedById", "LastModifiedById"):
        if name in record:
            record[name] = author
    org.rows(type).put(record_id, record)
    return record_id


def update(org: Org, type: ObjectType, before: Record, body: Mapping[str, Any], author: str) -> Record:
    """Change a record as a caller asks and return its new version.

    Raises:
        Refused: with the vendor's error entries; nothing was changed.
    """
    if not type.flags["updateable"]:
        raise refusal("INVALID_TYPE_FOR_OPERATION", f"entity type cannot be updated: {type.name}")
    values = read_update(org, type, body)
    record = {**type.template, **before, **{name: values[name] for name in values if name in type.template}}
    change = Change(org, before, author)
    derive(type, record, values, change)
    check(org, type, record, values, before)
    apply_rules(type, record, values, change)
    record.update(_stamps(org, record, author))
    record_id = str(before["Id"])
    org.rows(type).put(record_id, record)
    note_change(org, type, record_id, before)
    _keep_blobs(org, type, record_id, values)
    _comment(org, type, record_id, values, author)
    return record


def _stamps(org: Org, record: Record, author: str) -> dict[str, Any]:
    now = org.now_text
    stamps = {"LastModifiedDate": now, "LastModifiedById": author, "SystemModstamp": now}
    return {name: value for name, value in stamps.items() if name in record}


def _keep_blobs(org: Org, type: ObjectType, record_id: str, values: Mapping[str, Any]) -> None:
    """Store binary fields apart from their record, which only tells where they are."""
    for name, value in values.items():
        field = type.field(name)
        if field is not None and field.type == "base64":
            org.store[BLOBS].put(f"{record_id}/{name}", {"base64": value or ""})


def _comment(org: Org, type: ObjectType, record_id: str, values: Mapping[str, Any], author: str) -> None:
    """Turn what was written into a case's Comments into a comment that is not published."""
    if type.name == "Case" and values.get("Comments"):
        comment = {"ParentId": record_id, "CommentBody": values["Comments"]}
        insert(org, org.schema.type_named("CaseComment"), comment, author)
