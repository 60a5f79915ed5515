"""Finding a field in the bodies that follow a contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError

from ..document import Contract, Operation

GONE = object()
"""Returned by a change to remove the field."""
Change = Callable[[Any], Any]
DEPTH_MAX = 24


class Places:
    """Every place where one field stands in the answers of a contract.

    Args:
        contract: the contract.
        at: ``Schema.property`` (a component of the contract), or a path from the top of the body in which ``[]`` steps
            into each item of a list.

    Raises:
        UnknownNameError: the schema has no such property.
    """

    def __init__(self, contract: Contract, at: str) -> None:
        self._contract = contract
        self._schemas = contract.document.get("components", {}).get("schemas", {})
        self._parts = at.split(".")
        self._schema = self._parts[0] if self._parts[0] in self._schemas else None
        self._reaches: dict[str, bool] = {}
        if self._schema is not None:
            self._check_property(at)

    def change(self, operation: Operation | None, status: int, body: Any, change: Change) -> tuple[Any, int]:
        """Return ``body`` with ``change`` applied wherever the field stands, and how often that was."""
        counter = _Counter(change)
        if self._schema is None:
            return _along(body, _steps(self._parts), counter), counter.count
        schema = _response_schema(operation, status)
        if schema is None or operation is None or not self._can_reach(operation, schema):
            return body, 0
        return self._visit(schema, body, counter, 0), counter.count

    def _check_property(self, at: str) -> None:
        if len(self._parts) != 2:
            raise UsageError(f"{at!r}: after a schema's name comes one property")
        properties = self._properties(self._schemas[self._parts[0]], 0)
        if self._parts[1] not in properties:
            raise UnknownNameError(f"property of {self._parts[0]}", self._parts[1], properties)

    def _properties(self, schema: Mapping[str, Any], depth: int) -> set[str]:
        resolved = self._contract.resolve(schema)
        found = set(resolved.get("properties", {}))
        for part in (*resolved.get("allOf", ()), *resolved.get("anyOf", ()), *resolved.get("oneOf", ())):
            if depth < DEPTH_MAX:
                found |= self._properties(part, depth + 1)
        return found

    def _can_reach(self, operation: Operation, schema: Mapping[str, Any]) -> bool:
        if operation.id not in self._reaches:
            self._reaches[operation.id] = self._mentions(schema, set())
        return self._reaches[operation.id]

    def _mentions(self, schema: Any, seen: set[str]) -> bool:
        if isinstance(schema, list):
            return any(self._mentions(each, seen) for each in schema)
        if not isinstance(schema, Mapping):
            return False
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference.endswith(f"/schemas/{self._schema}"):
                return True
            if reference in seen:
                return False
            seen.add(reference)
            return self._mentions(self._contract.resolve(schema), seen)
        return any(self._mentions(each, seen) for each in schema.values())

    def _visit(self, schema: Any, value: Any, counter: _Counter, depth: int) -> Any:
        if depth > DEPTH_MAX or not isinstance(schema, Mapping):
            return value
        if str(schema.get("$ref", "")).endswith(f"/schemas/{self._schema}") and isinstance(value, Mapping):
            value = counter.apply(value, self._parts[1])
        resolved = self._contract.resolve(schema)
        for part in (*resolved.get("allOf", ()), *resolved.get("anyOf", ()), *resolved.get("oneOf", ())):
            value = self._visit(part, value, counter, depth + 1)
        return self._descend(resolved, value, counter, depth)

    def _descend(self, schema: Mapping[str, Any], value: Any, counter: _Counter, depth: int) -> Any:
        if isinstance(value, list) and "items" in schema:
            return [self._visit(schema["items"], each, counter, depth + 1) for each in value]
        if isinstance(value, Mapping) and "properties" in schema:
            return {
                name: self._visit(schema["properties"].get(name), each, counter, depth + 1)
                for name, each in value.items()
            }
        return value


class _Counter:
    """Applies a change and counts how often."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self.count = 0

    def apply(self, container: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """Return ``container`` with the change applied to the field ``name``, if it has it."""
        if name not in container:
            return container
        changed = self._change(container[name])
        if changed is GONE:
            self.count += 1
            return {key: value for key, value in container.items() if key != name}
        if changed is container[name]:
            return container
        self.count += 1
        return {**container, name: changed}


def change_along(body: Any, path: str, change: Change) -> Any:
    """Return ``body`` with ``change`` applied at a path from its top; ``[]`` steps into each item of a list."""
    return _along(body, _steps(path.split(".")), _Counter(change))


def _response_schema(operation: Operation | None, status: int) -> Mapping[str, Any] | None:
    if operation is None:
        return None
    answer = operation.responses.get(str(status)) or operation.responses.get("default") or {}
    for media, content in answer.get("content", {}).items():
        if "json" in media:
            schema: Mapping[str, Any] | None = content.get("schema")
            return schema
    return None


def _steps(parts: list[str]) -> list[str]:
    return [step for part in parts for step in ((part[:-2], "[]") if part.endswith("[]") else (part,))]


def _along(value: Any, steps: list[str], counter: _Counter) -> Any:
    step, rest = steps[0], steps[1:]
    if step == "[]":
        return [_along(each, rest, counter) if rest else each for each in value] if isinstance(value, list) else value
    if not isinstance(value, Mapping) or step not in value:
        return value
    if not rest:
        return counter.apply(value, step)
    return {**value, step: _along(value[step], rest, counter)}
