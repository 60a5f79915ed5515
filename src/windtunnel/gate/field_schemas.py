"""What is known of a field before it changes: what the contract says, and what stood there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from windtunnel.contract.document import Contract, Schema
from windtunnel.contract.drift.places import COMBINATIONS, response_schema

from .reads import ITEMS, TOP, Read

CARRIED = (
    "const", "enum", "format", "maxLength", "maximum", "minLength", "minimum", "pattern", "properties",
)  # fmt: skip
JSON_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


def field_schema(contract: Contract, read: Read) -> Schema:
    """Return the JSON schema of a field: the contract's words, else the types that were seen; always with examples."""
    described = _described(contract, read)
    schema = {word: part[word] for part in described for word in CARRIED if word in part}
    types = {each for part in described for each in _types(part)}
    if not types:
        types = {JSON_TYPES.get(type(example), "object") for example in read.examples}
    examples = [example for example in read.examples if not isinstance(example, list | dict)]
    return {**schema, "type": sorted(types), "examples": examples}


def _described(contract: Contract, read: Read) -> list[Schema]:
    """Return the contract's schemas of a field; none where it does not describe the body."""
    operation = contract.operations.get(read.operation)
    found = [response_schema(operation, status) for status in read.statuses] if operation is not None else []
    schemas = _flat(contract, [schema for schema in found if schema is not None])
    for step in steps(read.path):
        schemas = _flat(contract, _into(schemas, step))
    return schemas


def steps(path: str) -> list[str]:
    """Return the steps of a path: names, and ``[]`` into the items of a list."""
    parts = [part for part in path.split(".") if part]
    split = [step for part in parts for step in _split(part)]
    return split[1:] if split and split[0] == TOP else split


def _split(part: str) -> list[str]:
    name, count = part, 0
    while name.endswith(ITEMS):
        name, count = name[: -len(ITEMS)], count + 1
    return ([name] if name else []) + [ITEMS] * count


def _into(schemas: Iterable[Schema], step: str) -> list[Any]:
    if step == ITEMS:
        return [schema["items"] for schema in schemas if "items" in schema]
    return [schema["properties"][step] for schema in schemas if step in schema.get("properties", {})]


def _flat(contract: Contract, schemas: Iterable[Any]) -> list[Schema]:
    """Return the schemas that apply, references followed and combinations taken apart."""
    waiting, found = list(schemas), dict[int, Schema]()
    while waiting:
        schema = contract.resolve(waiting.pop(0))
        if isinstance(schema, Mapping) and id(schema) not in found:
            found[id(schema)] = schema
            waiting += [part for word in COMBINATIONS for part in schema.get(word, ())]
    return list(found.values())


def _types(schema: Schema) -> set[str]:
    stated = schema.get("type", ())
    found = {stated} if isinstance(stated, str) else set(stated)
    return found | ({"null"} if schema.get("nullable") is True else set())
