"""Finding a field in the bodies that follow a contract.

What leads to the field is worked out once for each operation: a tree (with circles, where a schema holds itself) of
only those members that lead there. An answer is then changed without looking at anything else, and without a copy of
what stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError

from ..document import Contract, Operation, Schema

Rewrite = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Returns a container of the field after the change; the same object when nothing changes."""
DEPTH_MAX = 100
TOP = "$"
COMPONENTS = "#/components/schemas/"
COMBINATIONS = ("allOf", "anyOf", "oneOf")


@dataclass(eq=False)
class Node:
    """A place in bodies on the way to the field.

    Args:
        here: the field stands in the objects at this place.
        members: the ways on, by property.
        items: the way on into each item of a list.
        values: the way on into each value of an object whose keys are free.
    """

    here: bool = False
    members: dict[str, Node] = field(default_factory=dict)
    items: Node | None = None
    values: Node | None = None

    def edit(self, value: Any, rewrite: Rewrite, depth: int = 0) -> Any:
        """Return ``value`` with every container of the field rewritten; the same object when nothing changed."""
        if depth > DEPTH_MAX:
            return value
        if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101  # the first takes a tenth of the time
            return self._edit_mapping(value, rewrite, depth)
        if self.items is not None and isinstance(value, list | tuple):
            edited = [self.items.edit(each, rewrite, depth + 1) for each in value]
            return edited if any(one is not other for one, other in zip(edited, value, strict=True)) else value
        return value

    def _edit_mapping(self, value: Mapping[str, Any], rewrite: Rewrite, depth: int) -> Mapping[str, Any]:
        changed = {}
        for name, node in self.members.items():
            if name in value:
                edited = node.edit(value[name], rewrite, depth + 1)
                if edited is not value[name]:
                    changed[name] = edited
        if self.values is not None:
            for name, each in value.items():
                if name not in self.members and (edited := self.values.edit(each, rewrite, depth + 1)) is not each:
                    changed[name] = edited
        if changed:
            value = {**value, **changed}
        return rewrite(value) if self.here else value


class Places:
    """Every place where one field stands in the bodies of a contract.

    Args:
        contract: the contract.
        at: ``Schema.property`` (a component of the contract), or a path from the top of the body in which ``[]`` steps
            into each item of a list and a leading ``$`` stands for the body itself.

    Attributes:
        field: name of the field.
        schema: its JSON schema; empty where a path leads to it.

    Raises:
        UnknownNameError: the schema has no such property.
    """

    def __init__(self, contract: Contract, at: str) -> None:
        self._contract = contract
        self._known: dict[tuple[str, str], Node | None] = {}
        first, _, rest = at.partition(".")
        schemas = contract.document.get("components", {}).get("schemas", {})
        if first in schemas:
            self._trees: _Trees | None = _trees(contract, first)
            self.field, self.schema = rest, self._property(first, rest, at)
        else:
            self._trees, self._path = None, path_to(at)
            self.field, self.schema = at.rpartition(".")[2], {}

    def in_answers(self, operation: Operation | None, status: int) -> Node | None:
        """Return the way to the field in answers of an operation; ``None`` when they never hold it."""
        if self._trees is None:
            return self._path
        if operation is None:
            return None
        key = (operation.id, str(status))
        if key not in self._known:
            self._known[key] = self._trees.tree(response_schema(operation, status))
        return self._known[key]

    def in_requests(self, operation: Operation | None) -> Node | None:
        """Return the way to the field in request bodies, where the contract's components tell it."""
        if self._trees is None or operation is None:
            return None
        key = (operation.id, "request")
        if key not in self._known:
            self._known[key] = self._trees.tree(*operation.request_bodies.values())
        return self._known[key]

    def _property(self, component: str, name: str, at: str) -> Schema:
        if "." in name:
            raise UsageError(f"{at!r}: after a schema's name comes one property")
        found: dict[str, Schema] = {}
        assert self._trees is not None
        for schema in self._trees.flatten([{"$ref": COMPONENTS + component}])[0]:
            for each, definition in schema.get("properties", {}).items():
                found.setdefault(each, self._contract.resolve(definition))
        if name not in found:
            raise UnknownNameError(f"property of {component}", name, found)
        return found[name]


class _Trees:
    """The ways to one component through the schemas of a contract."""

    def __init__(self, contract: Contract, component: str) -> None:
        self._contract = contract
        self._schemas = contract.document.get("components", {}).get("schemas", {})
        self._component = component
        self._nodes: dict[tuple[frozenset[int], bool], Node] = {}
        self._fresh: list[Node] = []
        """Nodes of which it is not known yet whether they lead to the component."""
        self._leading: set[int] = set()
        """Identities of nodes from which the component can be reached."""

    def tree(self, *schemas: Any) -> Node | None:
        """Return the way from a body that follows ``schemas``; ``None`` when it never holds the component."""
        node = self._node(schemas)
        self._find_leading()
        self._prune()
        return node if id(node) in self._leading else None

    def flatten(self, schemas: Iterable[Any]) -> tuple[list[Schema], bool]:
        """Return the schemas that apply to one value, references followed, and whether the component is among them."""
        waiting, found, here = list(schemas), {}, False
        while waiting:
            schema = waiting.pop(0)
            while isinstance(schema, Mapping) and "$ref" in schema:
                here = here or schema["$ref"] == COMPONENTS + self._component
                schema = self._next(schema)
            if isinstance(schema, Mapping) and id(schema) not in found:
                found[id(schema)] = schema
                waiting += [part for word in COMBINATIONS for part in schema.get(word, ())]
        return list(found.values()), here

    def _next(self, schema: Schema) -> Any:
        name = str(schema["$ref"]).removeprefix(COMPONENTS)
        return self._schemas[name] if name in self._schemas else self._contract.resolve(schema)

    def _node(self, schemas: Iterable[Any]) -> Node:
        flat, here = self.flatten(schemas)
        key = frozenset(map(id, flat)), here
        if key in self._nodes:
            return self._nodes[key]
        node = self._nodes[key] = Node(here)
        self._fresh.append(node)
        members: dict[str, list[Any]] = {}
        for schema in flat:
            for name, definition in schema.get("properties", {}).items():
                members.setdefault(name, []).append(definition)
        node.members = {name: self._node(group) for name, group in members.items()}
        items = [schema["items"] for schema in flat if "items" in schema]
        node.items = self._node(items) if items else None
        values = [schema["additionalProperties"] for schema in flat if "additionalProperties" in schema]
        node.values = self._node(values) if values else None
        return node

    def _find_leading(self) -> None:
        leading = self._leading
        leading |= {id(node) for node in self._fresh if node.here}
        grown = True
        while grown:
            found = {id(node) for node in self._fresh if any(id(on) in leading for on in _ways_on(node))}
            grown = not found <= leading
            leading |= found

    def _prune(self) -> None:
        fresh, self._fresh = self._fresh, []
        for node in fresh:
            node.members = {name: on for name, on in node.members.items() if id(on) in self._leading}
            node.items = node.items if id(node.items) in self._leading else None
            node.values = node.values if id(node.values) in self._leading else None


@lru_cache(maxsize=256)
def _trees(contract: Contract, component: str) -> _Trees:
    return _Trees(contract, component)


@lru_cache(maxsize=1024)
def places(contract: Contract, at: str) -> Places:
    """Return the places of a field, worked out on first use and shared by all who change it."""
    return Places(contract, at)


def _ways_on(node: Node) -> list[Node]:
    return [*node.members.values(), *(on for on in (node.items, node.values) if on is not None)]


def path_to(at: str) -> Node:
    """Return the way along a path from the top of a body: ``a.b[].c``, ``$.c``, ``$[].c``."""
    steps = [step for part in at.split(".")[:-1] for step in ((part[:-2], "[]") if part.endswith("[]") else (part,))]
    node = Node(here=True)
    for step in reversed(steps):
        if step != TOP:
            node = Node(items=node) if step == "[]" else Node(members={step: node})
    return node


def described_answer(operation: Operation, status: int) -> Mapping[str, Any]:
    """Return what the contract says of an operation's answers with a status; empty when it says nothing."""
    for way in (str(status), f"{status // 100}XX", "default"):
        if way in operation.responses:
            return operation.responses[way]
    return {}


def response_schema(operation: Operation, status: int) -> Schema | None:
    """Return the JSON schema of an operation's answers with a status."""
    for media, content in described_answer(operation, status).get("content", {}).items():
        if "json" in media:
            schema: Schema | None = content.get("schema")
            return schema
    return None
