"""Record types: their fields, sublists and rules, read from the contract and ``records.yaml`` beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from windtunnel.contract import yaml12
from windtunnel.contract.document import Contract

RECORDS_FILE = "records.yaml"
CUSTOM_FIELD = re.compile(r"cust[a-z]+_\w+", re.ASCII)
CUSTOM_RECORD = re.compile(r"customrecord_?\w+", re.ASCII)
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    REFERENCE = "reference"
    ENUM = "enum"
    OBJECT = "object"
    LINKS = "links"
    SUBLIST = "sublist"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``targets`` are the types that a reference may point to, all where there are none."""

    name: str
    kind: Kind
    read_only: bool = False
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sublist:
    """Lines of a record; ``key`` is the field by which a change finds its line."""

    name: str
    key: str
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class RecordType:
    """One type of record.

    Args:
        name: in paths.
        label: for people.
        collection: where its records are kept.
        family: the types that share internal ids with it.
        fields: by name, in the order of the contract.
        sublists: by name.
        code: in the SuiteQL table ``transaction``.
        number: prefix of the numbers that the account gives.
        status: of a new record.
        required: what a create must bring; a tuple means one of these.
        transforms: what it can be transformed into.
        writable: whether requests can create, change and delete it.
    """

    name: str
    label: str
    collection: str
    family: str
    fields: Mapping[str, Field]
    sublists: Mapping[str, Sublist] = field(default_factory=dict)
    code: str = ""
    number: str = ""
    status: Mapping[str, str] | None = None
    required: tuple[tuple[str, ...], ...] = ()
    transforms: tuple[str, ...] = ()
    writable: bool = True

    @property
    def is_custom(self) -> bool:
        """Whether the account's own people made it up."""
        return CUSTOM_RECORD.fullmatch(self.name) is not None


class Catalogue:
    """All record types of an account.

    Args:
        types: those of the contract.
        custom: names of the account's own.
    """

    def __init__(self, types: Mapping[str, RecordType], custom: tuple[str, ...] = ()) -> None:
        self.types = {**types, **{name: custom_type(name) for name in custom}}
        self._folded = {name.lower(): type for name, type in self.types.items()}

    def find(self, name: str) -> RecordType | None:
        """Return a type by its name in any case."""
        return self._folded.get(name.lower())

    def family(self, name: str) -> list[RecordType]:
        """Return the types of a family."""
        return [type for type in self.types.values() if type.family == name]


@lru_cache(maxsize=8)
def catalogue_of(contract: Contract, custom: tuple[str, ...] = ()) -> Catalogue:
    """Return all record types of an account; accounts with the same types share them.

    Args:
        contract: of the system.
        custom: names of the account's own types.
    """
    return Catalogue(read_types(contract), custom)


@lru_cache(maxsize=8)
def read_types(contract: Contract) -> Mapping[str, RecordType]:
    """Return the record types of a contract by name."""
    assert contract.folder is not None, "the contract of netsuite has a folder"
    listed = yaml12.read(contract.folder / RECORDS_FILE)["types"]
    return {name: _type(contract, name, raw) for name, raw in listed.items()}


def custom_type(name: str) -> RecordType:
    """Return a record type of the account's own making."""
    moments = {each: Field(each, Kind.MOMENT, True) for each in ("created", "lastModified")}
    texts = {
        each: Field(each, Kind.TEXT, each in ("id", "refName")) for each in ("id", "externalId", "refName", "name")
    }
    fields = {**texts, "isInactive": Field("isInactive", Kind.BOOLEAN), **moments}
    return RecordType(name, name, name, name, fields)


def label_of(value: str) -> str:
    """Return the label of an enum's id: ``_pendingBill`` becomes ``Pending Bill``."""
    text = WORDS.sub(" ", value.lstrip("_"))
    return text[:1].upper() + text[1:]


def _type(contract: Contract, name: str, raw: Mapping[str, Any]) -> RecordType:
    schemas = contract.document["components"]["schemas"]
    schema = schemas[name[0].upper() + name[1:]]["properties"]
    references = raw.get("references", {})
    fields = {each: _field(each, node, references.get(each, ())) for each, node in schema.items()}
    operation = f"create{name[0].upper()}{name[1:]}"
    return RecordType(
        name=name,
        label=raw["label"],
        collection=raw["collection"],
        family=raw["family"],
        fields=fields,
        sublists={each: _sublist(contract, schema, each, node) for each, node in raw.get("sublists", {}).items()},
        code=raw.get("code", ""),
        number=raw.get("number", ""),
        status=raw.get("status"),
        required=tuple(tuple(each) if isinstance(each, list) else (each,) for each in raw.get("required", ())),
        transforms=tuple(raw.get("transforms", ())),
        writable=operation in contract.operations,
    )


def _sublist(contract: Contract, schema: Mapping[str, Any], name: str, raw: Mapping[str, Any]) -> Sublist:
    collection = contract.resolve(schema[name])
    line = contract.resolve(collection["properties"]["items"]["items"])["properties"]
    references = raw.get("references", {})
    return Sublist(
        name, raw["key"], {each: _field(each, node, references.get(each, ())) for each, node in line.items()}
    )


REFERENCED = {"NsResource": Kind.REFERENCE, "NsEnum": Kind.ENUM, "AddressBookAddress": Kind.OBJECT}
FORMATS = {"date": Kind.DATE, "date-time": Kind.MOMENT}
TYPES = {
    "string": Kind.TEXT,
    "boolean": Kind.BOOLEAN,
    "number": Kind.NUMBER,
    "integer": Kind.INTEGER,
    "array": Kind.LINKS,
}


def _field(name: str, node: Mapping[str, Any], targets: Any) -> Field:
    if "$ref" in node:
        kind = REFERENCED.get(node["$ref"].rpartition("/")[2], Kind.SUBLIST)
    else:
        kind = FORMATS.get(node.get("format", "")) or TYPES[node["type"]]
    return Field(name, kind, bool(node.get("readOnly", False)), tuple(targets))
