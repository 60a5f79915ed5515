"""A caller's schema without references and unions, side by side with a value that follows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..schemas.flat import local_resolver

DEPTH_MAX = 16
UNIONS = ("anyOf", "allOf", "oneOf")
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is neither object nor list.

    Args:
        holder: what holds it.
        key: under which name or number.
        schema: what it follows.
    """

    holder: Any
    key: str | int
    schema: Schema

    @property
    def value(self) -> Any:
        """The value as it is now."""
        return self.holder[self.key]

    def become(self, value: Any) -> None:
        """Change the value in its place."""
        self.holder[self.key] = value


class SchemaView:
    """Reads one schema.

    Args:
        root: the schema; references lead into it.
    """

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.resolve = local_resolver(root)

    def settled(self, schema: Any, depth: int = 0) -> Schema:
        """Return ``schema`` without references, and of alternatives the first that is not null.

        What leads nowhere, or in a circle, is settled as a schema that says nothing.
        """
        try:
            node = self.resolve(schema)
        except LookupError:
            return {}
        if not isinstance(node, Mapping) or depth > DEPTH_MAX:
            return {}
        for branch in (each for union in UNIONS for each in node.get(union, ())):
            settled = self.settled(branch, depth + 1)
            if settled.get("type") != "null":
                return {**settled, **{key: value for key, value in node.items() if key not in UNIONS}}
        return node

    def leaves(self, value: Any) -> list[Leaf]:
        """Return the leaves of ``value``, which follows the schema, in its order."""
        return list(self._leaves(self.root, value))

    def _leaves(self, schema: Any, value: Any) -> Iterator[Leaf]:
        node = self.settled(schema)
        if isinstance(value, dict):
            parts = [(name, node.get("properties", {}).get(name, {})) for name in value]
        elif isinstance(value, list):
            parts = [(index, node.get("items", {})) for index in range(len(value))]
        else:
            return
        for key, part in parts:
            if isinstance(value[key], dict | list):
                yield from self._leaves(part, value[key])
            else:
                yield Leaf(value, key, self.settled(part))
