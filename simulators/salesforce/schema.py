"""The objects of the org and their fields, as ``contracts/salesforce/objects.yaml`` tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

TEXT_TYPES = frozenset(
    {"string", "textarea", "email", "phone", "url", "picklist", "combobox", "multipicklist", "base64"}
)
NUMBER_TYPES = frozenset({"int", "double", "currency", "percent"})
FLOAT_TYPES = frozenset({"double", "currency", "percent"})
ID_TYPES = frozenset({"id", "reference"})
COMPUTED_WHEN_READ = frozenset({"related", "rollup", "activity", "viewed", "address", "text"})
"""Kinds of derived fields that are not stored: they change without a change of their record."""
LONG_TEXT = 255


@dataclass(frozen=True, slots=True)
class PicklistValue:
    """One value of a picklist; ``columns`` are what other fields derive from it."""

    value: str
    label: str
    active: bool
    columns: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Field:
    """One field of an object; see the head of objects.yaml for the meaning of each entry."""

    name: str
    type: str
    label: str
    length: int
    precision: int
    scale: int
    nillable: bool
    createable: bool
    updateable: bool
    custom: bool
    external_id: bool
    unique: bool
    case_sensitive: bool
    id_lookup: bool
    restricted: bool
    overridable: bool
    autonumber: str | None
    reference_to: tuple[str, ...]
    relationship_name: str | None
    values: tuple[PicklistValue, ...]
    default: Any
    default_from: str | None
    compound: str | None
    derived: Mapping[str, Any] | None

    @cached_property
    def key(self) -> str:
        """The name in lower case: names are compared without regard to case."""
        return self.name.lower()

    @cached_property
    def is_stored(self) -> bool:
        """Whether records hold a value, rather than computing it when they are read.

        A related reference is held, so that the record is found below the one it leads to.
        """
        if self.type == "base64":
            return False
        if self.derived is None or self.derived["kind"] not in COMPUTED_WHEN_READ:
            return True
        return self.derived["kind"] == "related" and self.type == "reference"

    @property
    def is_text(self) -> bool:
        """Whether values are texts that are compared without regard to case."""
        return self.type in TEXT_TYPES

    @property
    def is_number(self) -> bool:
        """Whether values are numbers."""
        return self.type in NUMBER_TYPES

    @property
    def is_long_text(self) -> bool:
        """Whether it is too long to be filtered, sorted or grouped by."""
        return self.type == "base64" or (self.type == "textarea" and self.length > LONG_TEXT)

    @property
    def is_filterable(self) -> bool:
        """Whether WHERE may name it."""
        return not self.is_long_text and self.type != "address"

    @property
    def is_groupable(self) -> bool:
        """Whether GROUP BY may name it."""
        if self.type in ("double", "currency", "percent", "datetime", "multipicklist"):
            return False
        return self.is_filterable

    @property
    def is_sortable(self) -> bool:
        """Whether ORDER BY may name it."""
        return self.is_filterable and self.type != "multipicklist"

    @property
    def is_aggregatable(self) -> bool:
        """Whether aggregate functions take it."""
        return self.type not in ("boolean", "multipicklist") and self.is_filterable

    @property
    def identifies(self) -> bool:
        """Whether a record can be looked up by it."""
        return self.external_id or self.id_lookup

    @cached_property
    def value_by_key(self) -> Mapping[str, PicklistValue]:
        """Picklist values by their value in lower case."""
        return {entry.value.lower(): entry for entry in self.values}

    @cached_property
    def value_rank(self) -> Mapping[str, int]:
        """Position of each picklist value, in lower case, in the list."""
        return {entry.value.lower(): rank for rank, entry in enumerate(self.values)}


def plain_field(name: str, type: str) -> Field:
    """Return a field that no object has: the result of a function, or ``Type`` of a polymorphic reference."""
    return Field(
        name=name,
        type=type,
        label=name,
        length=LONG_TEXT,
        precision=18,
        scale=2,
        nillable=True,
        createable=False,
        updateable=False,
        custom=False,
        external_id=False,
        unique=False,
        case_sensitive=False,
        id_lookup=False,
        restricted=False,
        overridable=False,
        autonumber=None,
        reference_to=(),
        relationship_name=None,
        values=(),
        default=None,
        default_from=None,
        compound=None,
        derived=None,
    )


@dataclass(frozen=True, slots=True)
class Child:
    """A relationship to the rows of another object; ``name`` is ``None`` where subqueries cannot use it."""

    name: str | None
    object: str
    field: str
    cascade_delete: bool
    restricted_delete: bool


@dataclass(frozen=True, eq=False)
class ObjectType:
    """One object of the org.

    Args:
        name: API name in its canonical case.
        key_prefix: first characters of its record ids.
        label: for people.
        label_plural: for people.
        name_field: the field that names a record, if there is one.
        custom: whether the org added it.
        required: names that a create needs; a tuple in it means one of these.
        search_fields: what a search of all fields looks into, besides name and external ids.
        flags: ``createable``, ``updateable``, ``deletable``, ``queryable`` and the like.
        children: child relationships.
        fields: in the order of the describe.
    """

    name: str
    key_prefix: str
    label: str
    label_plural: str
    name_field: str | None
    custom: bool
    required: tuple[str | tuple[str, ...], ...]
    search_fields: tuple[str, ...]
    flags: Mapping[str, bool]
    children: tuple[Child, ...]
    fields: tuple[Field, ...]
    _by_key: dict[str, Field] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key.update({each.key: each for each in self.fields})

    def field(self, name: str) -> Field | None:
        """Return a field by its name in any case."""
        return self._by_key.get(name) or self._by_key.get(name.lower())

    def relationship(self, name: str) -> Field | None:
        """Return the reference field behind a relationship name in any case."""
        return self._references.get(name.lower())

    def child(self, name: str) -> Child | None:
        """Return a child relationship by its name in any case."""
        return self._children_by_key.get(name.lower())

    @cached_property
    def template(self) -> Mapping[str, Any]:
        """A new record before anything is set: every stored field with null, booleans false, defaults in."""
        return {each.name: _initial(each) for each in self.fields if each.is_stored}

    @cached_property
    def _references(self) -> Mapping[str, Field]:
        return {each.relationship_name.lower(): each for each in self.fields if each.relationship_name}

    @cached_property
    def _children_by_key(self) -> Mapping[str, Child]:
        return {child.name.lower(): child for child in self.children if child.name}


def _initial(each: Field) -> Any:
    if each.default is not None:
        return each.default
    return False if each.type == "boolean" else None


class Schema:
    """All objects of the org.

    Args:
        types: the objects in the order of their names.
    """

    def __init__(self, types: tuple[ObjectType, ...]) -> None:
        self.types = types
        self._by_key = {each.name.lower(): each for each in types}
        self._by_prefix = {each.key_prefix: each for each in types}
        self._referring: dict[str, list[tuple[ObjectType, Field]]] = {}
        for each in types:
            for reference in each.fields:
                for target in reference.reference_to:
                    self._referring.setdefault(target, []).append((each, reference))

    def find(self, name: str) -> ObjectType | None:
        """Return an object by its name in any case."""
        return self._by_key.get(name) or self._by_key.get(name.lower())

    def type_named(self, name: str) -> ObjectType:
        """Return an object that is known to exist."""
        return self._by_key[name.lower()]

    def type_of_id(self, record_id: str) -> ObjectType | None:
        """Return the object that an id belongs to."""
        return self._by_prefix.get(record_id[:3])
