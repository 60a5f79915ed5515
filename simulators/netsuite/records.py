"""Writing records: create, change, delete, each as one effect on the record itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.simulator import Record

from .account import Account
from .billing import settle
from .bodies import Manner, apply_body
from .derivations import derive, lines_of
from .errors import already_exists, missing_values, user_error
from .record_types import Kind, RecordType

STRICT = Manner()


def create(
    account: Account, type: RecordType, body: Mapping[str, Any], manner: Manner = STRICT, **fixed: Any
) -> Record:
    """Create a record and return it.

    Args:
        account: the account.
        type: of the record.
        body: what it is to hold.
        manner: how the body is to be taken.
        fixed: values that are known to be right, read-only ones included.

    Raises:
        Refused: the body breaks a rule.
    """
    record = apply_body(account, type, dict(fixed), body, manner)
    _check_required(type, record)
    _check_external_id(account, type, record.get("externalId"), None)
    derive(account, type, record)
    record_id = account.next_id(type)
    return _keep(account, type, None, {"id": record_id} | record | {"id": record_id})


def change(account: Account, type: RecordType, before: Record, body: Mapping[str, Any], manner: Manner) -> Record:
    """Change a record and return it.

    Raises:
        Refused: the body breaks a rule.
    """
    record = apply_body(account, type, before, body, manner)
    _check_required(type, record)
    _check_external_id(account, type, record.get("externalId"), before["id"])
    derive(account, type, record)
    return _keep(account, type, before, record)


def delete(account: Account, type: RecordType, record: Record) -> None:
    """Delete a record.

    Raises:
        Refused: others refer to it.
    """
    holder = next(_holders(account, type, str(record["id"])), None)
    if holder is not None:
        raise user_error(f"This record cannot be deleted because it has dependent records ({holder}).")
    account.rows(type).remove(str(record["id"]))
    settle(account, type, record, None)


def _keep(account: Account, type: RecordType, before: Record | None, record: Mapping[str, Any]) -> Record:
    kept = {name: value for name, value in record.items() if value is not None}
    stored = account.rows(type).put(str(kept["id"]), kept)
    settle(account, type, before, stored)
    return stored


def _check_required(type: RecordType, record: Record) -> None:
    missing = [" or ".join(choice) for choice in type.required if not any(_is_given(record, name) for name in choice)]
    if missing:
        raise missing_values(", ".join(missing))


def _is_given(record: Record, name: str) -> bool:
    value = record.get(name)
    return bool(value.get("items")) if isinstance(value, Mapping) and "items" in value else value is not None


def _check_external_id(account: Account, type: RecordType, external_id: Any, record_id: str | None) -> None:
    if external_id is not None and account.external_id_taken(type, external_id, record_id):
        raise already_exists()


def _holders(account: Account, type: RecordType, record_id: str) -> Iterator[str]:
    """Name the records that point to a record."""
    for other in account.catalogue.types.values():
        names = [field.name for field in other.fields.values() if _points_to(field, type)]
        columns = [
            (sublist.name, field.name)
            for sublist in other.sublists.values()
            for field in sublist.fields.values()
            if _points_to(field, type)
        ]
        if names or columns:
            yield from (
                f"{other.name} {each['id']}" for each in account.rows(other) if _holds(each, names, columns, record_id)
            )


def _points_to(field: Any, type: RecordType) -> bool:
    return field.kind is Kind.REFERENCE and type.name in field.targets


def _holds(record: Record, names: list[str], columns: list[tuple[str, str]], record_id: str) -> bool:
    if any((record.get(name) or {}).get("id") == record_id for name in names):
        return True
    return any(
        (line.get(name) or {}).get("id") == record_id for sublist, name in columns for line in lines_of(record, sublist)
    )
