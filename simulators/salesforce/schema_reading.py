"""Reads ``objects.yaml``: the defaults that its head describes are filled in here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from windtunnel.contract import yaml12

from .schema import FLOAT_TYPES, Child, Field, ObjectType, PicklistValue, Schema

LENGTHS = {
    "reference": 18,
    "id": 18,
    "phone": 40,
    "email": 80,
    "url": 255,
    "picklist": 255,
    "combobox": 255,
    "multipicklist": 4099,
}
NUMBER_SHAPES = {"currency": (18, 2), "double": (18, 2), "percent": (3, 0), "int": (8, 0)}
FLAGS = (
    "createable",
    "updateable",
    "deletable",
    "undeletable",
    "queryable",
    "retrieveable",
    "searchable",
    "replicateable",
    "layoutable",
    "triggerable",
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

Document = Mapping[str, Any]


@lru_cache(maxsize=8)
def read_schema(folder: Path) -> Schema:
    """Return the objects described in ``folder/objects.yaml``, read once per process.

    Raises:
        FileError: the file is missing or not YAML.
    """
    document: Document = yaml12.read(folder / "objects.yaml")
    system_fields: Document = document["system_fields"]
    types = (_object(name, raw, system_fields, document["value_sets"]) for name, raw in document["objects"].items())
    return Schema(tuple(sorted(types, key=lambda each: each.name)))


def _object(name: str, raw: Document, system_fields: Document, value_sets: Document) -> ObjectType:
    without = set(raw.get("without", ()))
    listed = (*system_fields["first"], *raw["fields"], *system_fields["last"])
    label = raw["label"]
    return ObjectType(
        name=name,
        key_prefix=raw["key_prefix"],
        label=label,
        label_plural=raw.get("label_plural", f"{label}s"),
        name_field=raw["name_field"],
        custom=bool(raw.get("custom", name.endswith("__c"))),
        required=tuple(entry if isinstance(entry, str) else tuple(entry) for entry in raw["required_on_create"]),
        search_fields=tuple(raw.get("search_fields", ())),
        flags={
            **{flag: bool(raw.get(flag, True)) for flag in FLAGS},
            "mergeable": bool(raw.get("mergeable", False)),
        },
        children=tuple(_child(child) for child in raw.get("children", ())),
        fields=tuple(_field(each, label, value_sets) for each in listed if each["name"] not in without),
    )


def _child(raw: Document) -> Child:
    return Child(
        raw["name"],
        raw["object"],
        raw["field"],
        bool(raw.get("cascade_delete", False)),
        bool(raw.get("restricted_delete", False)),
    )


def _field(raw: Document, object_label: str, value_sets: Document) -> Field:
    name, kind = raw["name"], raw["type"]
    derived = raw.get("derived")
    precision, scale = NUMBER_SHAPES.get(kind, (0, 0))
    writeable = not raw.get("read_only", False) and (derived is None or bool(derived.get("overridable", False)))
    return Field(
        name=name,
        type=kind,
        label=raw.get("label", words(name)).replace("{label}", object_label),
        length=int(raw.get("length", LENGTHS.get(kind, 0))),
        precision=int(raw.get("precision", precision)),
        scale=int(raw.get("scale", scale)),
        nillable=bool(raw.get("nillable", kind != "boolean")),
        createable=writeable and bool(raw.get("createable", True)),
        updateable=writeable and bool(raw.get("updateable", True)),
        custom=bool(raw.get("custom", name.endswith("__c"))),
        external_id=bool(raw.get("external_id", False)),
        unique=bool(raw.get("unique", False)),
        case_sensitive=bool(raw.get("case_sensitive", False)),
        id_lookup=bool(raw.get("id_lookup", False)) or bool(raw.get("external_id", False)),
        restricted=bool(raw.get("restricted", False)),
        overridable=derived is not None and bool(derived.get("overridable", False)),
        autonumber=raw.get("autonumber"),
        reference_to=tuple(raw.get("reference_to", ())),
        relationship_name=raw.get("relationship_name"),
        values=_values(raw, value_sets, kind),
        default=_typed(raw.get("default"), kind),
        default_from=raw.get("default_from"),
        compound=raw.get("compound"),
        derived=derived,
    )


def _values(raw: Document, value_sets: Document, kind: str) -> tuple[PicklistValue, ...]:
    entries: Sequence[Any] = raw.get("picklist_values", ())
    if "value_set" in raw:
        entries = value_sets[raw["value_set"]]
    return tuple(_value(entry) for entry in entries)


def _value(entry: Any) -> PicklistValue:
    if isinstance(entry, str):
        return PicklistValue(entry, entry, True, {})
    columns = {key: value for key, value in entry.items() if key not in ("value", "label", "active")}
    return PicklistValue(entry["value"], entry.get("label", entry["value"]), bool(entry.get("active", True)), columns)


def _typed(value: Any, kind: str) -> Any:
    return float(value) if value is not None and kind in FLOAT_TYPES else value


def words(name: str) -> str:
    """Return an API name in words: ``AnnualRevenue`` becomes ``Annual Revenue``, a final ``Id`` ``ID``."""
    spaced = _WORDS.sub(" ", name.removesuffix("__c").replace("_", " "))
    return spaced[:-3] + " ID" if spaced.endswith(" Id") else spaced
