"""The simulated account as every handler sees it: its record types, its records, its clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol, cast

from windtunnel.simulator import Call, Collection, Record, System

from .answers import RECORDS
from .errors import invalid_id, no_such_record, no_such_type
from .record_types import RecordType, catalogue_of

EXTERNAL = "eid:"
FIRST_IDS: Mapping[str, int] = {"entity": 100, "transaction": 1000, "item": 10}
FIRST_ID = 1


class Account:
    """What the simulator's parts share.

    Args:
        system: the simulator; its contract's folder holds the record types.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.store = system.store
        self.catalogue = catalogue_of(system.contract, tuple(system.options.get("custom_records", ())))
        self.id = system.credentials["account_id"]

    @property
    def now(self) -> float:
        """World time in seconds since the Unix epoch."""
        return self.system.clock.now()

    @property
    def now_text(self) -> str:
        """World time as records hold it, to the second."""
        return datetime.fromtimestamp(int(self.now), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def today(self) -> date:
        """The day it is in the account's time zone, which is UTC."""
        return datetime.fromtimestamp(self.now, UTC).date()

    def limit(self, name: str) -> int:
        """Return a limit of the profile."""
        return int(self.system.profile.limits[name])

    def type(self, name: str) -> RecordType:
        """Return the record type called ``name``, in any case.

        Raises:
            Refused: 404, there is none.
        """
        found = self.catalogue.find(name)
        if found is None:
            raise no_such_type(name)
        return found

    def rows(self, type: RecordType) -> Collection:
        """Return the records of a type."""
        return self.store[type.collection]

    def records(self, types: tuple[str, ...]) -> Iterator[tuple[RecordType, Record]]:
        """Return the records of several types."""
        for name in types:
            type = self.type(name)
            for record in self.rows(type):
                yield type, record

    def next_id(self, type: RecordType) -> str:
        """Return a new internal id."""
        return str(self.store.count(f"id.{type.family}", FIRST_IDS.get(type.family, FIRST_ID)))

    def next_number(self, type: RecordType) -> str:
        """Return the next number of a type, as people use it."""
        return f"{type.number}{self.store.count(f'number.{type.name}', 1001)}"

    def by_external_id(self, type: RecordType, external_id: str) -> Record | None:
        """Return the record of a type with an external id."""
        found = self.rows(type).where("externalId", external_id)
        return found[0] if found else None

    def external_id_taken(self, type: RecordType, external_id: str, record_id: str | None) -> bool:
        """Return whether another record of the type's family has an external id."""
        holders = [
            (member.name, record["id"])
            for member in self.catalogue.family(type.family)
            for record in self.rows(member).where("externalId", external_id)
        ]
        return any(holder != (type.name, record_id) for holder in holders)

    def find(self, type: RecordType, identifier: str) -> Record:
        """Return the record with an internal id, or with the external id after ``eid:``.

        Raises:
            Refused: 404, there is none; 400, that is no id.
        """
        if identifier.startswith(EXTERNAL):
            found = self.by_external_id(type, identifier.removeprefix(EXTERNAL))
        elif identifier.isdecimal() and identifier.isascii():
            found = self.rows(type).get(identifier)
        else:
            raise invalid_id(identifier)
        if found is None:
            raise no_such_record()
        return found


class AccountSystem(Protocol):
    """A system that simulates an account."""

    account: Account


def account_of(call: Call) -> Account:
    """Return the account that a call is made to."""
    return cast(AccountSystem, call.system).account


def type_of(call: Call) -> RecordType:
    """Return the record type that a call is about: a segment of its path.

    Raises:
        Refused: 404, the account has no such type.
    """
    assert call.operation is not None, "records are reached through operations"
    named = call.parameters.get("recordType")
    return account_of(call).type(named or call.operation.path.removeprefix(RECORDS).partition("/")[0])


def address(type: RecordType, record_id: Any) -> str:
    """Return the path of a record."""
    return f"{RECORDS}{type.name}/{record_id}"
