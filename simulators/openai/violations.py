"""Why a body does not fit the contract, in the vendor's words: the first thing wrong, with its place and code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from .refusals import Refused, missing_parameter

Resolve = Callable[[Any], Any]
Schema = Mapping[str, Any]
TELLING = ("type", "role")
"""Properties that tell what an object is."""
NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a decimal",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
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
        branches = schema.get("oneOf") or schema.get("anyOf")
        if branches:
            return self._alternatives(schema, branches, value, place)
        types = _types(schema)
        if types and not any(_is_type(value, each) for each in types):
            return _wrong_type(place, types, value)
        return next((found for check in CHECKS if (found := check(self, schema, value, place))), None)

    def _alternatives(self, schema: Schema, branches: list[Any], value: Any, place: str) -> Refused | None:
        tag = schema.get("discriminator", {}).get("propertyName")
        if tag is not None and isinstance(value, Mapping):
            return self._tagged(schema["discriminator"], tag, value, place)
        resolved = [self._resolve(branch) for branch in branches]
        fitting = [branch for branch in resolved if self._accepts_type(branch, value)]
        if not fitting:
            types = [kind for branch in resolved for kind in self._types_of(branch)]
            return _wrong_type(place, tuple(dict.fromkeys(types)), value)
        found = [self.first(branch, value, place) for branch in fitting]
        if None in found:
            return None
        closest = self._closest(fitting, value)
        likely = [branch for branch in closest if self._constants_fit(branch, value)]
        return self.first(likely[0], value, place) if likely else self._wrong_constant(closest, value, place)

    def _closest(self, branches: list[Schema], value: Any) -> list[Schema]:
        """Return the branches that know most of what ``value`` has."""
        if not isinstance(value, Mapping):
            return branches
        known = [len(value.keys() & branch.get("properties", {}).keys()) for branch in branches]
        return [branch for branch, count in zip(branches, known, strict=True) if count == max(known)]

    def _tagged(self, discriminator: Schema, tag: str, value: Mapping[str, Any], place: str) -> Refused | None:
        where = _below(place, tag)
        if tag not in value:
            return missing_parameter(where)
        mapping = discriminator["mapping"]
        if not isinstance(value[tag], str):
            return _wrong_type(where, ("string",), value[tag])
        if value[tag] not in mapping:
            return wrong_choice(where, value[tag], list(mapping))
        return self.first({"$ref": mapping[value[tag]]}, value, place)

    def _types_of(self, schema: Schema) -> tuple[str, ...]:
        schema = self._resolve(schema)
        branches = schema.get("oneOf") or schema.get("anyOf") or ()
        return _types(schema) or tuple(kind for branch in branches for kind in self._types_of(branch))

    def _accepts_type(self, schema: Schema, value: Any) -> bool:
        types = self._types_of(schema)
        return not types or any(_is_type(value, kind) for kind in types)

    def _constants(self, schema: Schema) -> Iterator[tuple[str, list[Any]]]:
        for name, each in schema.get("properties", {}).items():
            resolved = self._resolve(each)
            if "const" in resolved:
                yield name, [resolved["const"]]
            elif name in TELLING and "enum" in resolved:
                yield name, resolved["enum"]

    def _constants_fit(self, schema: Schema, value: Any) -> bool:
        if not isinstance(value, Mapping):
            return True
        return all(value[name] in allowed for name, allowed in self._constants(schema) if name in value)

    def _wrong_constant(self, branches: list[Schema], value: Any, place: str) -> Refused:
        allowed: dict[str, list[Any]] = {}
        for branch in branches:
            for name, values in self._constants(branch):
                if name in value and value[name] not in values:
                    allowed.setdefault(name, []).extend(values)
        name, values = next(iter(allowed.items()))
        return wrong_choice(_below(place, name), value[name], list(dict.fromkeys(values)))

    def object(self, schema: Schema, value: Any, place: str) -> Refused | None:
        """Judge the properties of an object."""
        if not isinstance(value, Mapping):
            return None
        told = [name for name in TELLING if name in value and name in schema.get("properties", {})]
        wrong = (self.first(schema["properties"][name], value[name], _below(place, name)) for name in told)
        found = next((refused for refused in wrong if refused is not None), None)
        if found is not None:
            return found
        for name in schema.get("required", ()):
            if name not in value:
                return missing_parameter(_below(place, name))
        return _names(schema, value, place) or self._properties(schema, value, place)

    def _properties(self, schema: Schema, value: Mapping[str, Any], place: str) -> Refused | None:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name, each in value.items():
            where = _below(place, name)
            if name in known:
                found = self.first(known[name], each, where)
            elif others is False:
                return unknown_parameter(where)
            else:
                found = None if others is True else self.first(others, each, where)
            if found is not None:
                return found
        return None

    def array(self, schema: Schema, value: Any, place: str) -> Refused | None:
        """Judge the items of an array."""
        if not isinstance(value, list):
            return None
        found = _length(place, "array", len(value), schema.get("minItems"), schema.get("maxItems"))
        if found is not None or "items" not in schema:
            return found
        items = (self.first(schema["items"], each, f"{place}[{index}]") for index, each in enumerate(value))
        return next((refused for refused in items if refused is not None), None)


def unknown_parameter(place: str) -> Refused:
    """Return the refusal of a parameter that the operation does not know."""
    return Refused(f"Unknown parameter: '{place}'.", param=place, code="unknown_parameter")


def value_refused(place: str, kind: str, least: float | None, most: float | None, value: Any) -> Refused | None:
    """Return the refusal of a number outside its bounds.

    Args:
        place: the parameter.
        kind: ``integer`` or ``decimal``.
        least: lower bound.
        most: upper bound.
        value: the number.
    """
    if least is not None and value < least:
        bound = f"{kind} below minimum value. Expected a value >= {least}, but got {value} instead."
        return Refused(f"Invalid '{place}': {bound}", param=place, code=f"{kind}_below_min_value")
    if most is not None and value > most:
        bound = f"{kind} above maximum value. Expected a value <= {most}, but got {value} instead."
        return Refused(f"Invalid '{place}': {bound}", param=place, code=f"{kind}_above_max_value")
    return None


def wrong_choice(place: str, value: Any, allowed: list[Any]) -> Refused:
    """Return the refusal of a value that is none of those allowed."""
    names = [f"'{each}'" for each in allowed if each is not None]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}"
    message = f"Invalid value: '{value}'. Supported values are: {listed}."
    return Refused(message, param=place, code="invalid_value")


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _types(schema: Schema) -> tuple[str, ...]:
    given = schema.get("type", ())
    return (given,) if isinstance(given, str) else tuple(given)


def _is_type(value: Any, kind: str) -> bool:
    if kind in ("number", "integer"):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole or (isinstance(value, float) and (kind == "number" or value.is_integer()))
    known: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "boolean": bool,
        "array": list,
        "object": Mapping,
        "null": type(None),
    }
    return isinstance(value, known[kind])


def _name_of(value: Any) -> str:
    order = ("null", "boolean", "integer", "number", "string", "array", "object")
    return NAMES[next(kind for kind in order if _is_type(value, kind))]


def _wrong_type(place: str, types: tuple[str, ...], value: Any) -> Refused:
    wanted = [NAMES[kind] for kind in types if kind != "null"] or ["null"]
    expected = wanted[0] if len(wanted) == 1 else f"one of {', '.join(wanted[:-1])} or {wanted[-1]}"
    message = f"Invalid type for '{place}': expected {expected}, but got {_name_of(value)} instead."
    return Refused(message, param=place, code="invalid_type")


def _choice(violations: Violations, schema: Schema, value: Any, place: str) -> Refused | None:
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if allowed is None or value in allowed else wrong_choice(place, value, allowed)


def _number(violations: Violations, schema: Schema, value: Any, place: str) -> Refused | None:
    if not _is_type(value, "number"):
        return None
    kind = "integer" if "integer" in _types(schema) else "decimal"
    return value_refused(place, kind, schema.get("minimum"), schema.get("maximum"), value)


def _text(violations: Violations, schema: Schema, value: Any, place: str) -> Refused | None:
    if not isinstance(value, str):
        return None
    found = _length(place, "string", len(value), schema.get("minLength"), schema.get("maxLength"))
    if found is not None or "pattern" not in schema:
        return found
    if jsonschema_rs.is_valid({"pattern": schema["pattern"]}, value):
        return None
    wanted = f"Expected a string that matches the pattern '{schema['pattern']}'."
    message = f"Invalid '{place}': string does not match pattern. {wanted}"
    return Refused(message, param=place, code="invalid_value")


def _length(place: str, kind: str, length: int, least: int | None, most: int | None) -> Refused | None:
    article = "an array" if kind == "array" else "a string"
    if most is not None and length > most:
        wrong, bound, code = "too long", f"maximum length {most}", f"{kind}_above_max_length"
    elif least is not None and length < least:
        wrong, bound, code = "too short", f"minimum length {least}", f"{kind}_below_min_length"
    else:
        return None
    expected = f"Expected {article} with {bound}, but got {article} with length {length} instead."
    return Refused(f"Invalid '{place}': {kind} {wrong}. {expected}", param=place, code=code)


def _names(schema: Schema, value: Mapping[str, Any], place: str) -> Refused | None:
    most = schema.get("maxProperties")
    if most is not None and len(value) > most:
        bound = f"Expected an object with at most {most} properties, but got an object with {len(value)} properties"
        message = f"Invalid '{place}': too many properties. {bound} instead."
        return Refused(message, param=place, code="object_above_max_properties")
    longest = schema.get("propertyNames", {}).get("maxLength")
    lengths = (_length(place, "string", len(name), None, longest) for name in value)
    return next((refused for refused in lengths if refused is not None), None)


Check = Callable[[Violations, Schema, Any, str], Refused | None]
CHECKS: tuple[Check, ...] = (_choice, _number, _text, Violations.array, Violations.object)
