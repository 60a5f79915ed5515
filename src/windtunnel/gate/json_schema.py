"""What an adapter reads, as JSON Schema: one schema for each operation, with the lines that read each field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from .field_schemas import JSON_TYPES, steps
from .reads import ITEMS, Read

FOLDER = "reads"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write_json_schema(out: Path, system: str, reads: Iterable[Read]) -> Path:
    """Write ``reads/<system>.schema.json`` and return its path."""
    file = out / FOLDER / f"{system}.schema.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(orjson.dumps(schema_of_reads(system, reads), option=orjson.OPT_INDENT_2) + b"\n")
    return file


def schema_of_reads(system: str, reads: Iterable[Read]) -> Mapping[str, Any]:
    """Return a document whose ``$defs`` hold a schema for each operation.

    No field is required, since alternatives are read side by side; types are those that the run saw.
    """
    operations: dict[str, dict[str, Any]] = {}
    for read in reads:
        if read.where == "body":
            place(operations.setdefault(read.operation, {}), read)
    return {"$schema": DIALECT, "title": f"What is read of {system}", "$defs": operations}


def place(schema: dict[str, Any], read: Read) -> None:
    """Enter a field into the schema of its operation."""
    *way, name = steps(read.path)
    for step in way:
        schema = _items(schema) if step == ITEMS else _property(schema, step)
    if name == ITEMS:
        return
    schema.setdefault("type", "object")
    found = _property(schema, name)
    types = sorted({JSON_TYPES.get(type(example), "object") for example in read.examples})
    if types:
        known = found.get("type", [])
        merged = sorted({*types, *([known] if isinstance(known, str) else known)})
        found["type"] = merged[0] if len(merged) == 1 else merged
    found["$comment"] = ", ".join(dict.fromkeys([*filter(None, [found.get("$comment")]), *map(str, read.lines)]))


def _property(schema: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema.setdefault("properties", {}).setdefault(name, {})
    return found


def _items(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema.setdefault("items", {})
    return found
