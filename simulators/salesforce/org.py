"""The simulated organisation as every handler sees it: its objects, its records, its user and its clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from windtunnel.simulator import Call, Collection, Record, System

from .errors import not_found
from .ids import FIRST_NUMBER, canonical_id, mint
from .moments import second_text
from .schema import ObjectType
from .schema_reading import read_schema

DELETED = "_deleted."
"""Deleted rows of object X lie in the collection ``_deleted.X``; the deletion itself is the effect."""


class Org:
    """What the simulator's parts share.

    Args:
        system: the simulator; its contract's folder holds the objects.
    """

    def __init__(self, system: System) -> None:
        assert system.contract.folder is not None, "the contract of salesforce has a folder"
        self.system = system
        self.store = system.store
        self.schema = read_schema(system.contract.folder)
        self.limits: Mapping[str, float] = system.profile.limits
        self.id = system.credentials["organization_id"]
        self.user_id = system.credentials["user_id"]

    @property
    def now(self) -> float:
        """World time in seconds since the Unix epoch."""
        return self.system.clock.now()

    @property
    def now_text(self) -> str:
        """World time as records hold it; the vendor keeps whole seconds."""
        return second_text(int(self.system.clock.now()))

    def limit(self, name: str) -> int:
        """Return a limit of the profile."""
        return int(self.limits[name])

    def mint(self, prefix: str) -> str:
        """Return a new id of 18 characters."""
        return mint(prefix, self.store.count(f"id.{prefix}", FIRST_NUMBER))

    def type(self, name: str) -> ObjectType:
        """Return the object called ``name``.

        Raises:
            Refused: 404, there is none.
        """
        found = self.schema.find(name)
        if found is None:
            raise not_found()
        return found

    def rows(self, type: ObjectType) -> Collection:
        """Return the live records of an object."""
        return self.store[type.name]

    def deleted(self, type: ObjectType) -> Collection:
        """Return the records of an object that lie in the recycle bin."""
        return self.store[DELETED + type.name]

    def row(self, record_id: str | None) -> Record | None:
        """Return the live record with an id of 18 characters, whatever its object."""
        if record_id is None:
            return None
        type = self.schema.type_of_id(record_id)
        return self.store[type.name].get(record_id) if type is not None else None

    def find(self, type: ObjectType, text: str) -> Record | None:
        """Return the live record of an object with an id of 15 or 18 characters."""
        found = self.store[type.name].get(text)
        if found is not None:
            return found
        record_id = canonical_id(text)
        return self.store[type.name].get(record_id) if record_id is not None else None


@dataclass(slots=True)
class View:
    """How records are read in one request.

    Args:
        org: the organisation.
        base: path of the API version, ``/services/data/v68.0``.
        user_id: who reads.
        operands: values that the literals of a query stand for, prepared for comparing.
    """

    org: Org
    base: str
    user_id: str
    operands: list[Any] = field(default_factory=list)

    def url(self, type_name: str, record_id: Any) -> str:
        """Return the path of a record."""
        return f"{self.base}/sobjects/{type_name}/{record_id}"


class OrgSystem(Protocol):
    """A system that simulates an org."""

    org: Org


def org_of(call: Call) -> Org:
    """Return the org that a call is made to."""
    return cast(OrgSystem, call.system).org


def view_of(call: Call) -> View:
    """Return how the call's caller reads records."""
    org = org_of(call)
    return View(org, f"/services/data/{call.parameters['version']}", call.caller.id or org.user_id)


def version_of(call: Call) -> float:
    """Return the API version of a data call as a number."""
    return float(call.parameters["version"][1:])
