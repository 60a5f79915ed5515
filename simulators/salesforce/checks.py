"""What a new version of a record must obey: required fields, lengths, picklists, references, unique values.

Sources: profile.yaml, topics ``errors`` and ``ids``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.simulator import Record

from .errors import ApiError, Refused, required_fields_missing
from .org import Org
from .schema import Field, ObjectType


def check(org: Org, type: ObjectType, record: Record, given: Mapping[str, Any], before: Record | None) -> None:
    """Check a new version of a record.

    Args:
        org: the organisation.
        type: the object.
        record: the new version.
        given: the values that the caller wrote.
        before: the version that it replaces, ``None`` for a create.

    Raises:
        Refused: with every fault of the first kind found.
    """
    missing = list(_missing(type, record, given, creating=before is None))
    if missing:
        raise Refused(required_fields_missing(missing))
    errors = [error for name, value in given.items() for error in _value_errors(org, type, name, value)]
    if errors:
        raise Refused(*errors)
    for field in type.fields:
        if field.unique and record.get(field.name) is not None:
            _check_unique(org, type, field, record)


def _missing(type: ObjectType, record: Record, given: Mapping[str, Any], *, creating: bool) -> Iterator[str]:
    for entry in type.required:
        alternatives = (entry,) if isinstance(entry, str) else entry
        concerned = creating or any(name in given for name in alternatives)
        if concerned and all(record.get(name, given.get(name)) is None for name in alternatives):
            yield alternatives[0]
    for name, value in given.items():
        field = type.field(name)
        is_needed = field is not None and not field.nillable and name not in type.required
        if value is None and is_needed and record.get(name) is None:
            yield name


def _value_errors(org: Org, type: ObjectType, name: str, value: Any) -> Iterator[ApiError]:
    field = type.field(name)
    if field is None or value is None:
        return
    if field.is_text and field.length and field.type != "multipicklist" and len(value) > field.length:
        message = f"{field.label}: data value too large: {value} (max length={field.length})"
        yield ApiError("STRING_TOO_LONG", message, (name,))
    elif field.restricted:
        yield from _picklist_errors(field, value)
    elif field.type == "reference":
        yield from _reference_errors(org, field, value)


def _picklist_errors(field: Field, value: str) -> Iterator[ApiError]:
    parts = value.split(";") if field.type == "multipicklist" else [value]
    bad = [part for part in parts if part.lower() not in field.value_by_key]
    if bad:
        message = f"{field.label}: bad value for restricted picklist field: {bad[0]}"
        yield ApiError("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, (field.name,))


def _reference_errors(org: Org, field: Field, value: str) -> Iterator[ApiError]:
    type = org.schema.type_of_id(value)
    if type is None or type.name not in field.reference_to:
        yield ApiError("MALFORMED_ID", f"{field.label}: id value of incorrect type: {value}", (field.name,))
    elif value in org.deleted(type):
        message = f"insufficient access rights on cross-reference id: {value[:15]}"
        yield ApiError("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, (field.name,))
    elif value not in org.rows(type):
        yield ApiError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", (field.name,))


def _check_unique(org: Org, type: ObjectType, field: Field, record: Record) -> None:
    rows = org.rows(type)
    value = record[field.name]
    folds = field.is_text and not field.case_sensitive
    same = rows.where_folded(field.name, value) if folds else rows.where(field.name, value)
    other = next((row["Id"] for row in same if row["Id"] != record.get("Id")), None)
    if other is not None:
        message = f"duplicate value found: {field.name} duplicates value on record with id: {other[:15]}"
        raise Refused(ApiError("DUPLICATE_VALUE", message, ()))
