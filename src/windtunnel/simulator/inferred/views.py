"""What a schema looks like from outside: which properties, whether a list, whether null is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.contract.document import Contract, Operation

from ..instance import Instances
from ..schemas.flat import Flat, Flats, Schema

ALTERNATIVES_DEPTH_MAX = 4
SCALARS = frozenset({"string", "integer", "number", "boolean"})


class Views:
    """Looks at the schemas of one contract.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.instances = Instances(contract.resolve, optional_chance=0.0)
        self._flats = Flats(contract.resolve)

    def flat(self, schema: Schema) -> Flat:
        """Return the flat view of a schema."""
        return self._flats.of(schema)

    def properties(self, schema: Schema, depth: int = 0) -> dict[str, Schema]:
        """Return the declared properties, those of every alternative included."""
        flat = self.flat(schema)
        found = dict(flat.names())
        for alternative in self._alternatives(flat):
            if depth < ALTERNATIVES_DEPTH_MAX:
                found = {**self.properties(alternative, depth + 1), **found}
        return found

    def required(self, schema: Schema) -> list[str]:
        """Return the properties that are required whatever alternative holds."""
        required: list[str] = self.flat(schema).keywords.get("required", [])
        return required

    def types(self, schema: Schema, depth: int = 0) -> tuple[str, ...]:
        """Return the types that are possible; empty when the schema does not say."""
        flat = self.flat(schema)
        if flat.types is not None:
            return flat.types
        if flat.names():
            return ("object",)
        if "items" in flat.keywords:
            return ("array",)
        alternatives = [each for group in flat.groups for each in group] if depth < ALTERNATIVES_DEPTH_MAX else []
        return tuple(dict.fromkeys(kind for each in alternatives for kind in self.types(each, depth + 1)))

    def is_object(self, schema: Schema) -> bool:
        """Tell whether the schema describes objects, or nothing that excludes them."""
        types = self.types(schema)
        return "object" in types or not types

    def is_scalar(self, schema: Schema) -> bool:
        """Tell whether the schema describes a single text, number or truth value."""
        types = set(self.types(schema)) - {"null"}
        return bool(types) and types <= SCALARS

    def is_array(self, schema: Schema) -> bool:
        """Tell whether the schema describes lists."""
        return "array" in self.types(schema)

    def items(self, schema: Schema) -> Schema:
        """Return the schema of a list's items."""
        flat = self.flat(schema)
        if "items" in flat.keywords:
            items: Schema = flat.keywords["items"]
            return items
        lists = [each for each in self._alternatives(flat) if self.is_array(each)]
        return self.items(lists[0]) if lists else True

    def nullable(self, schema: Schema) -> bool:
        """Tell whether null is allowed."""
        return self.instances.is_valid(schema, None)

    def keyword(self, schema: Schema, name: str) -> Any:
        """Return a keyword of a schema, of its only alternative where it has one."""
        flat = self.flat(schema)
        if name in flat.keywords:
            return flat.keywords[name]
        alternatives = self._alternatives(flat)
        return self.keyword(alternatives[0], name) if len(alternatives) == 1 else None

    def marked(self, schema: Schema, mark: str) -> bool:
        """Tell whether a property is marked ``readOnly`` or ``writeOnly``."""
        if not isinstance(schema, Mapping):
            return False
        if schema.get(mark) is True:
            return True
        parts = [self.contract.resolve(schema)] if "$ref" in schema else schema.get("allOf", ())
        return any(self.marked(part, mark) for part in parts)

    def examples(self, schema: Schema) -> list[Any]:
        """Return the examples that the contract gives of a value."""
        resolved = self.contract.resolve(schema)
        if not isinstance(resolved, Mapping):
            return []
        several = resolved.get("examples")
        one = [resolved["example"]] if "example" in resolved else []
        return one + (several if isinstance(several, list) else [])

    def closed(self, schema: Schema) -> bool:
        """Tell whether other properties than the declared ones are forbidden."""
        return self.flat(schema).keywords.get("additionalProperties", True) is False

    def _alternatives(self, flat: Flat) -> list[Schema]:
        return [each for group in flat.groups for each in group if self.types(each, 1) != ("null",)]


def reference_names(schema: Any) -> Iterator[str]:
    """Iterate over the components that a schema names at its top, through ``allOf`` and alternatives."""
    if not isinstance(schema, Mapping):
        return
    if "$ref" in schema:
        yield str(schema["$ref"]).rsplit("/", 1)[-1]
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            yield from reference_names(part)


def json_schema_of(content: Mapping[str, Any]) -> Schema | None:
    """Return the schema of the JSON media type in a ``content`` object, if there is one."""
    for media, described in content.items():
        if "json" in media:
            schema: Schema = described.get("schema", True)
            return schema
    return None


def success(operation: Operation, *preferred: int) -> tuple[int, Mapping[str, Any]]:
    """Return the status and response object with which an operation succeeds.

    Args:
        operation: the operation.
        preferred: the statuses that fit best, best first.
    """
    for status in preferred:
        if str(status) in operation.responses:
            return status, operation.responses[str(status)]
    for code, response in operation.responses.items():
        if code.startswith("2") and code.isdigit():
            return int(code), response
    for code in ("2XX", "2xx", "default"):
        if code in operation.responses:
            return preferred[0], operation.responses[code]
    return preferred[0], {}
