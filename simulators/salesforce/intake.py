"""Reads the fields of a record that a caller sends: names in any case, parents by their external ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import ApiError, Refused, no_such_column, not_writeable
from .lookup import matches
from .org import Org
from .schema import Field, ObjectType
from .values import mismatch, read_value

IGNORED = ("attributes",)


def read_create(org: Org, type: ObjectType, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new record by field name, converted.

    Raises:
        Refused: an unknown or read-only field, or a value that does not fit.
    """
    if any(name.lower() == "id" for name in body):
        message = "cannot specify Id in an insert call"
        raise Refused(ApiError("INVALID_FIELD_FOR_INSERT_UPDATE", message, ("Id",)))
    return _read(org, type, body, creating=True)


def read_update(org: Org, type: ObjectType, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changed values of a record by field name, converted.

    Raises:
        Refused: an unknown or read-only field, or a value that does not fit.
    """
    if any(name.lower() == "id" for name in body):
        message = "The Id field should not be specified in the sobject data."
        raise Refused(ApiError("INVALID_FIELD", message))
    return _read(org, type, body, creating=False)


def _read(org: Org, type: ObjectType, body: Mapping[str, Any], *, creating: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    read_only: list[str] = []
    for name, value in body.items():
        if name in IGNORED:
            continue
        field, meant = _meant(org, type, name, value)
        if not (field.createable if creating else field.updateable):
            read_only.append(field.name)
            continue
        values[field.name] = _value(field, meant)
    if read_only:
        raise Refused(not_writeable(read_only))
    return values


def _value(field: Field, value: Any) -> Any:
    read = read_value(field, value)
    return False if read is None and field.type == "boolean" else read


def _meant(org: Org, type: ObjectType, name: str, value: Any) -> tuple[Field, Any]:
    """Return the field called ``name`` and its value; for a relationship its reference and a parent's id."""
    field = type.field(name)
    if field is not None:
        return field, value
    field = type.relationship(name)
    if field is None:
        raise no_such_column(name, type.name)
    if value is None:
        return field, None
    if not isinstance(value, Mapping):
        raise mismatch(field, value)
    return field, find_parent(org, field, value)


def find_parent(org: Org, field: Field, described: Mapping[str, Any]) -> str:
    """Return the id of the one record that ``described`` names by an external id.

    Raises:
        Refused: no field of it identifies a record, or none or several have its value.
    """
    target = _target(org, field, described)
    given = [(name, value) for name, value in described.items() if name not in IGNORED]
    if len(given) != 1:
        message = f"More than 1 field provided in an external foreign key reference in entity: {target.name}"
        raise Refused(ApiError("INVALID_FIELD", message))
    name, value = given[0]
    identifier = target.field(name)
    if identifier is None:
        raise no_such_column(name, target.name)
    if not (identifier.identifies or identifier.type == "id"):
        message = f"{name} is not an External ID or indexed field for {target.name}"
        raise Refused(ApiError("INVALID_FIELD", message))
    found = matches(org, target, identifier, value)
    if len(found) == 1:
        return str(found[0]["Id"])
    shown = str(value).lower()
    missing = f"Foreign key external ID: {shown} not found for field {identifier.name} in entity {target.name}"
    ambiguous = f"More than one record found for external id field {identifier.name}: {shown}"
    raise Refused(ApiError("INVALID_FIELD", ambiguous if found else missing))


def _target(org: Org, field: Field, described: Mapping[str, Any]) -> ObjectType:
    """Return which object of a polymorphic reference is meant: the named one, or the first with the field."""
    attributes = described.get("attributes")
    named = attributes.get("type") if isinstance(attributes, Mapping) else None
    found = org.schema.find(named) if isinstance(named, str) else None
    if found is not None and found.name in field.reference_to:
        return found
    targets = [org.schema.type_named(name) for name in field.reference_to]
    return next((target for target in targets if any(_identifies(target, name) for name in described)), targets[0])


def _identifies(type: ObjectType, name: str) -> bool:
    field = type.field(name)
    return field is not None and field.identifies
