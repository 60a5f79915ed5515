"""Why a body does not fit the contract, in the vendor's words (pydantic's): the first thing wrong, with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs

from .refusals import Refused

Resolve = Callable[[Any], Any]
Schema = Mapping[str, Any]
WANTED = {
    "string": "Input should be a valid string",
    "integer": "Input should be a valid integer",
    "number": "Input should be a valid number",
    "boolean": "Input should be a valid boolean",
    "array": "Input should be a valid list",
    "object": "Input should be a valid dictionary",
    "null": "Input should be None",
}
PYTHON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "array": list,
    "object": Mapping,
    "null": type(None),
}


class Violations:
    """Explains bodies that break a contract.

    Args:
        resolve: follows the contract's references.
    """

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def first(self, schema: Schema, value: Any, place: str = "") -> Refused | None:
        """Return the refusal of the first thing in ``value`` that breaks ``schema``; ``None`` when it fits."""
        schema = self._resolve(schema)
        if "oneOf" in schema:
            return self._alternatives(schema, value, place)
        types = _types(schema)
        if types and not any(_is_type(value, each) for each in types):
            wanted = next((each for each in types if each != "null"), "null")
            return wrong(place, WANTED[wanted])
        return next((found for check in CHECKS if (found := check(self, schema, value, place))), None)

    def _alternatives(self, schema: Schema, value: Any, place: str) -> Refused | None:
        if "discriminator" in schema:
            return self._tagged(schema["discriminator"], value, place)
        branches = [self._resolve(branch) for branch in schema["oneOf"]]
        fitting = [branch for branch in branches if any(_is_type(value, each) for each in _types(branch))]
        return self.first((fitting or branches[-1:])[0], value, place)

    def _tagged(self, discriminator: Schema, value: Any, place: str) -> Refused | None:
        tag, mapping = discriminator["propertyName"], discriminator["mapping"]
        if not isinstance(value, Mapping):
            return wrong(place, WANTED["object"])
        if tag not in value:
            return wrong(place, f"Unable to extract tag using discriminator '{tag}'")
        if not isinstance(value[tag], str) or value[tag] not in mapping:
            expected = ", ".join(f"'{each}'" for each in sorted(mapping))
            return wrong(
                place,
                f"Input tag '{value[tag]}' found using '{tag}' does not match any of the expected tags: {expected}",
            )
        return self.first({"$ref": mapping[value[tag]]}, value, below(place, value[tag]))

    def object(self, schema: Schema, value: Any, place: str) -> Refused | None:
        """Judge the properties of an object."""
        if not isinstance(value, Mapping):
            return None
        known = schema.get("properties", {})
        missing = next((name for name in schema.get("required", ()) if name not in value), None)
        if missing is not None:
            return wrong(below(place, missing), "Field required")
        extra = schema.get("additionalProperties", True)
        for name, each in value.items():
            where = below(place, name)
            if name not in known and extra is False:
                return wrong(where, "Extra inputs are not permitted")
            part = known.get(name, extra)
            found = self.first(part, each, where) if isinstance(part, Mapping) else None
            if found is not None:
                return found
        return None

    def array(self, schema: Schema, value: Any, place: str) -> Refused | None:
        """Judge the items of an array."""
        if not isinstance(value, list):
            return None
        found = _length(place, "List", "item", value, schema.get("minItems"), schema.get("maxItems"))
        if found is not None or "items" not in schema:
            return found
        items = (self.first(schema["items"], each, below(place, str(index))) for index, each in enumerate(value))
        return next((refused for refused in items if refused is not None), None)


def wrong(place: str, message: str) -> Refused:
    """Return the refusal of what stands at ``place``."""
    return Refused(f"{place}: {message}" if place else message)


def below(place: str, name: str) -> str:
    """Return the place of a member of what stands at ``place``."""
    return f"{place}.{name}" if place else name


def _types(schema: Schema) -> tuple[str, ...]:
    given = schema.get("type", ())
    return (given,) if isinstance(given, str) else tuple(given)


def _is_type(value: Any, kind: str) -> bool:
    if kind in ("number", "integer"):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole or (isinstance(value, float) and (kind == "number" or value.is_integer()))
    return isinstance(value, PYTHON_TYPES[kind])


def _choice(violations: Violations, schema: Schema, value: Any, place: str) -> Refused | None:
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is None or value in allowed:
        return None
    names = [f"'{each}'" for each in allowed if each is not None]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return wrong(place, f"Input should be {listed}")


def _number(violations: Violations, schema: Schema, value: Any, place: str) -> Refused | None:
    if not _is_type(value, "number"):
        return None
    if "minimum" in schema and value < schema["minimum"]:
        return wrong(place, f"Input should be greater than or equal to {schema['minimum']}")
    if "maximum" in schema and value > schema["maximum"]:
        return wrong(place, f"Input should be less than or equal to {schema['maximum']}")
    return None


def _text(violations: Violations, schema: Schema, value: Any, place: str) -> Refused | None:
    if not isinstance(value, str):
        return None
    least, most = schema.get("minLength"), schema.get("maxLength")
    if least is not None and len(value) < least:
        return wrong(place, f"String should have at least {_counted(least, 'character')}")
    if most is not None and len(value) > most:
        return wrong(place, f"String should have at most {_counted(most, 'character')}")
    pattern = schema.get("pattern")
    if pattern is None or jsonschema_rs.is_valid({"pattern": pattern}, value):
        return None
    return wrong(place, f"String should match pattern '{pattern}'")


def _length(place: str, name: str, unit: str, value: Any, least: int | None, most: int | None) -> Refused | None:
    tail = f"after validation, not {len(value)}"
    if least is not None and len(value) < least:
        return wrong(place, f"{name} should have at least {_counted(least, unit)} {tail}")
    if most is not None and len(value) > most:
        return wrong(place, f"{name} should have at most {_counted(most, unit)} {tail}")
    return None


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


Check = Callable[[Violations, Schema, Any, str], Refused | None]
CHECKS: tuple[Check, ...] = (_choice, _number, _text, Violations.array, Violations.object)
