"""A schema as a document of its own, with everything it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.contract.dialect import DATA_KEYS, NAME_KEYS, level

from .flat import Resolve, Schema

DROPPED = frozenset(
    {"$anchor", "$defs", "$dynamicAnchor", "$id", "$recursiveAnchor", "$schema", "definitions", "discriminator"}
)
"""Keywords that mean nothing once references are local, or that would give them another meaning."""


def standalone(schema: Schema, resolve: Resolve, *, request: bool = False) -> dict[str, Any] | bool:
    """Return ``schema`` with its references turned into local ones and levelled to JSON Schema 2020-12.

    Args:
        schema: the schema.
        resolve: follows references.
        request: whether it is for requests, which need not have what is read-only.
    """
    if not isinstance(schema, Mapping):
        return schema
    bundle = _Bundle(resolve, request=request)
    body: dict[str, Any] = bundle.copy(schema, names=False)
    return {"allOf": [body], "$defs": bundle.definitions} if bundle.definitions else body


class _Bundle:
    """Copies schemas and collects what they refer to."""

    def __init__(self, resolve: Resolve, *, request: bool) -> None:
        self._resolve = resolve
        self._request = request
        self._keys: dict[str, str] = {}
        self.definitions: dict[str, Any] = {}

    def copy(self, node: Any, *, names: bool) -> Any:
        if isinstance(node, list):
            return [self.copy(each, names=False) for each in node]
        if not isinstance(node, Mapping):
            return node
        if names:
            return {name: self.copy(each, names=False) for name, each in node.items()}
        levelled = self._as_request(level(node)) if self._request else level(node)
        return {key: self._value(key, value) for key, value in levelled.items() if key not in DROPPED}

    def _value(self, key: str, value: Any) -> Any:
        if key == "$ref" and isinstance(value, str):
            return f"#/$defs/{self._key(value)}"
        if key == "required" and isinstance(value, list):
            return list(dict.fromkeys(value))
        return value if key in DATA_KEYS else self.copy(value, names=key in NAME_KEYS)

    def _as_request(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        properties = node.get("properties")
        if not isinstance(properties, Mapping) or not isinstance(node.get("required"), list):
            return node
        needed = [name for name in node["required"] if not self._is_read_only(properties.get(name))]
        return {**node, "required": needed}

    def _is_read_only(self, schema: Any) -> bool:
        if not isinstance(schema, Mapping):
            return False
        if "$ref" in schema and schema.get("readOnly") is not True:
            schema = self._resolve({"$ref": schema["$ref"]})
        return isinstance(schema, Mapping) and schema.get("readOnly") is True

    def _key(self, reference: str) -> str:
        if reference not in self._keys:
            key = self._keys[reference] = f"r{len(self._keys)}"
            self.definitions[key] = self.copy(self._resolve({"$ref": reference}), names=False)
        return self._keys[reference]
